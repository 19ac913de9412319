/**
 * What the calibrator looks at, in the order of its weights. All of them say how sure the scores are of the class on
 * top, how far their three parts agree on it, or how much of the text the model has ever seen.
 */
export const SIGNALS = [
  "constant",
  "log-odds of the class on top",
  "its lead over the second",
  "its score",
  "negative entropy of all classes",
  "share of the words that are known",
  "known words by the root of all words",
  "share of the features that are known",
  "logarithm of the number of words",
  "sum of what speaks for the class",
  "how reliable the class was in training",
  "the rules agree",
  "the rules disagree",
  "lead by words alone",
  "log-share by words alone",
  "lead by letters alone",
  "log-share by letters alone",
  "lead by meaning alone",
  "log-share by meaning alone",
] as const;

/** The calibrated probability: the logistic function of the weighted signals. */
export function calibrate(weights: readonly number[], signals: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += (weights[i] ?? 0) * (signals[i] ?? 0);
  return 1 / (1 + Math.exp(-sum));
}
