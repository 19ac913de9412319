/** @throws Error when the text of the option is no whole number of at least `least` */
export function wholeOption(name: string, text: string, least: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least) return value;
  throw new Error(`--${name}: expected a whole number of at least ${least}, found "${text}"`);
}
