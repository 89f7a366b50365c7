/** Cells that are on their way, were refused, or were changed by somebody else meanwhile. */
import type { CellChange } from '../shared/api.ts'

export type State =
  | { kind: 'busy'; text: string }
  | { kind: 'refused'; text: string; message: string }
  | { kind: 'stale'; text: string; theirs: string }

export class States {
  private readonly held = new Map<string, State>()

  get(line: number, column: string): State | undefined {
    return this.held.get(keyOf(line, column))
  }

  set(line: number, column: string, state: State): void {
    this.held.set(keyOf(line, column), state)
  }

  drop(line: number, column: string): void {
    this.held.delete(keyOf(line, column))
  }

  get size(): number {
    return this.held.size
  }
}

function keyOf(line: number, column: string): string {
  return `${line} ${column}`
}

/** What a cell's answer leaves behind: nothing once it was stored. */
export function stateOf(change: CellChange): State | null {
  if (change.stale) return { kind: 'stale', text: change.new, theirs: change.old }
  if (change.refused) return { kind: 'refused', text: change.new, message: change.refused }
  return null
}
