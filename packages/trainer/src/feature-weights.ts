import { rowBytes } from "@switchyard/router-core";
import { budgetThreshold } from "./prune.ts";

/** Weights of features by class, first all of them, then those that pruning left. */
export interface FeatureWeights {
  /** Adds what a feature of this value says to the scores. */
  readonly addTo: (scores: Float32Array, feature: number, value: number) => void;
  /** Moves the weights of a feature against the gradient. */
  readonly descend: (feature: number, scale: number, gradient: Float32Array) => void;
}

export interface DenseWeights extends FeatureWeights {
  /** What is left when the smallest go until the rows fit into the budget. */
  readonly prune: (budgetBytes: number) => SparseWeights;
}

export interface SparseWeights extends FeatureWeights {
  /** First entry of each feature; one more at the end. */
  readonly offsets: Int32Array;
  readonly classes: Uint16Array;
  readonly weights: Float32Array;
}

export function createDenseWeights(features: number, classes: number): DenseWeights {
  const weights = new Float32Array(features * classes);
  return {
    addTo: (scores, feature, value) => {
      const base = feature * classes;
      for (let c = 0; c < classes; c++) scores[c] = (scores[c] ?? 0) + (weights[base + c] ?? 0) * value;
    },
    descend: (feature, scale, gradient) => {
      const base = feature * classes;
      for (let c = 0; c < classes; c++) {
        weights[base + c] = (weights[base + c] ?? 0) - scale * (gradient[c] ?? 0);
      }
    },
    prune: (budgetBytes) => {
      const bytesOf = (entries: number) => rowBytes(entries, classes);
      return sparsify(
        weights,
        features,
        classes,
        budgetThreshold(weights, features, classes, bytesOf, budgetBytes),
      );
    },
  };
}

function sparsify(dense: Float32Array, features: number, classes: number, threshold: number): SparseWeights {
  const offsets = new Int32Array(features + 1);
  let kept = 0;
  for (let i = 0; i < dense.length; i++) {
    if (Math.abs(dense[i] ?? 0) > threshold) kept++;
    if ((i + 1) % classes === 0) offsets[(i + 1) / classes] = kept;
  }
  const entryClasses = new Uint16Array(kept);
  const weights = new Float32Array(kept);
  let entry = 0;
  dense.forEach((weight, i) => {
    if (Math.abs(weight) <= threshold) return;
    entryClasses[entry] = i % classes;
    weights[entry++] = weight;
  });
  return {
    offsets,
    classes: entryClasses,
    weights,
    addTo: (scores, feature, value) => {
      const end = offsets[feature + 1] ?? 0;
      for (let e = offsets[feature] ?? 0; e < end; e++) {
        const c = entryClasses[e] ?? 0;
        scores[c] = (scores[c] ?? 0) + (weights[e] ?? 0) * value;
      }
    },
    descend: (feature, scale, gradient) => {
      const end = offsets[feature + 1] ?? 0;
      for (let e = offsets[feature] ?? 0; e < end; e++) {
        weights[e] = (weights[e] ?? 0) - scale * (gradient[entryClasses[e] ?? 0] ?? 0);
      }
    },
  };
}
