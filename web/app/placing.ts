/** Where a panel stands beside what it belongs to: below it, or above where there is no room. */

interface Box {
  left: number
  top: number
  bottom: number
  width: number
}

const EDGE = 8

/** Left and top of a panel of `width` and `height` beside `anchor`, in a window of `room`. */
export function spot(
  anchor: Box,
  panel: { width: number; height: number },
  room: { width: number; height: number },
): { left: number; top: number } {
  const left = Math.max(EDGE, Math.min(anchor.left, room.width - panel.width - EDGE))
  const below = anchor.bottom + 4
  if (below + panel.height <= room.height - EDGE) return { left, top: below }
  const above = anchor.top - 4 - panel.height
  return { left, top: above >= EDGE ? above : Math.max(EDGE, room.height - panel.height - EDGE) }
}

export function place(panel: HTMLElement, anchor: HTMLElement): void {
  const box = anchor.getBoundingClientRect()
  panel.style.minWidth = `${Math.min(Math.max(box.width, 160), innerWidth - 2 * EDGE)}px`
  const { width, height } = panel.getBoundingClientRect()
  const { left, top } = spot(box, { width, height }, { width: innerWidth, height: innerHeight })
  panel.style.left = `${left}px`
  panel.style.top = `${top}px`
}
