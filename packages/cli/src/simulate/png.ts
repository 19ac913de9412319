import { CommandError } from "../terminal.ts";

/** Twice the size of the drawing, for screens with fine pixels. */
const SCALE = 2;

/** Renders a drawing with this machine's fonts. */
export async function toPng(svg: string): Promise<Uint8Array> {
  const { Resvg } = await import("@resvg/resvg-js");
  const font = { loadSystemFonts: true, defaultFontFamily: "DejaVu Sans" };
  const letter = `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text y="9">x</text></svg>`;
  // Without a font, letters are left out and nothing is said.
  if (new Resvg(letter, { font }).innerBBox() === undefined) {
    throw new CommandError("No font is installed, so a PNG would have no labels. Write an .svg instead.");
  }
  return new Resvg(svg, { font, fitTo: { mode: "zoom", value: SCALE } }).render().asPng();
}
