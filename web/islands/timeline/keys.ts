/** What each key does in the timeline, as a plain value: the island carries it out. */
import { type Line, parentIndex } from './lines.ts'

export type Act =
  | { do: 'go'; to: number }
  | { do: 'toggle'; at: number }
  | { do: 'pan'; by: number }
  | { do: 'zoom'; by: number }
  | { do: 'usual-zoom' | 'today' | 'why' | 'close' | 'nothing' }

const PAN = 120
const STEP = 1.35

/** The keys of a treegrid, and ours. Null: not a key of the timeline. */
export function actOf(
  key: string,
  shift: boolean,
  lines: readonly Line[],
  at: number,
  page: number,
): Act | null {
  const line = lines[at]
  const go = (to: number): Act => ({ do: 'go', to: Math.max(0, Math.min(lines.length - 1, to)) })
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return go(at + 1)
    case 'ArrowUp':
    case 'k':
      return go(at - 1)
    case 'PageDown':
      return go(at + page)
    case 'PageUp':
      return go(at - page)
    case 'Home':
      return go(0)
    case 'End':
      return go(lines.length - 1)
    case 'ArrowRight':
      if (shift) return { do: 'pan', by: PAN }
      if (!line?.expandable) return { do: 'nothing' }
      return line.open ? go(at + 1) : { do: 'toggle', at }
    case 'ArrowLeft':
      if (shift) return { do: 'pan', by: -PAN }
      if (line?.expandable && line.open) return { do: 'toggle', at }
      return parentIndex(lines, at) >= 0 ? go(parentIndex(lines, at)) : { do: 'nothing' }
    case 'Enter':
      return { do: 'why' }
    case '+':
    case '=':
      return { do: 'zoom', by: STEP }
    case '-':
      return { do: 'zoom', by: 1 / STEP }
    case '0':
      return { do: 'usual-zoom' }
    case 't':
      return { do: 'today' }
    case 'Escape':
      return { do: 'close' }
    default:
      return null
  }
}
