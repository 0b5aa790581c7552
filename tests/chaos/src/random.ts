import { createHash } from 'node:crypto'

/** Random numbers that a seed decides: the same seed gives the same ones in the same order. */
export interface Random {
  between(least: number, most: number): number
  /** One of as many as there are weights, each as likely as it weighs: its position. */
  weighted(weights: readonly number[]): number
}

export function randomFrom(seed: number): Random {
  let drawn = 0
  const draw = () => createHash('sha256').update(`${seed}/${drawn++}`).digest().readUIntBE(0, 6) / 2 ** 48
  return {
    between: (least, most) => least + Math.floor(draw() * (most - least + 1)),
    weighted(weights) {
      let left = draw() * weights.reduce((sum, weight) => sum + weight, 0)
      return weights.findIndex((weight) => {
        left -= weight
        return left < 0
      })
    },
  }
}
