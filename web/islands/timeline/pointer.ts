/** Mouse and touch over the drawing: what lies under the pointer, a click, and dragging the ground. */
import { HEAD } from './scale.ts'

/** A point of the drawing: x from the scale's origin, y from the first line. */
export interface At {
  x: number
  y: number
}

export interface PointerActs {
  /** The pointer moved over the drawing; null over the header. */
  over: (at: At | null, event: PointerEvent) => void
  click: (at: At) => void
}

/** Less than this, in pixels, is a click with an unsteady hand. */
const SLACK = 4

/** A mouse drags the ground; a finger scrolls it natively, and the browser then cancels the pointer. */
export function listenToPointer(canvas: HTMLCanvasElement, scroller: HTMLElement, acts: PointerActs): void {
  let drag: { x: number; y: number; left: number; top: number; moved: boolean } | null = null
  const pointOf = (event: PointerEvent): At | null => {
    const box = canvas.getBoundingClientRect()
    const y = event.clientY - box.top - HEAD
    return y < 0 ? null : { x: event.clientX - box.left + scroller.scrollLeft, y: y + scroller.scrollTop }
  }
  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return
    drag = {
      x: event.clientX,
      y: event.clientY,
      left: scroller.scrollLeft,
      top: scroller.scrollTop,
      moved: false,
    }
    if (event.pointerType === 'mouse') canvas.setPointerCapture(event.pointerId)
  })
  canvas.addEventListener('pointermove', (event) => {
    if (!drag || event.pointerType !== 'mouse') {
      acts.over(pointOf(event), event)
      return
    }
    const dx = event.clientX - drag.x
    const dy = event.clientY - drag.y
    if (!drag.moved && Math.abs(dx) + Math.abs(dy) <= SLACK) return
    drag.moved = true
    canvas.classList.add('dragging')
    scroller.scrollTo({ left: drag.left - dx, top: drag.top - dy, behavior: 'instant' })
  })
  const end = (event: PointerEvent): void => {
    const clicked = event.type === 'pointerup' && drag !== null && !drag.moved
    drag = null
    canvas.classList.remove('dragging')
    const at = pointOf(event)
    if (clicked && at) acts.click(at)
  }
  canvas.addEventListener('pointerup', end)
  canvas.addEventListener('pointercancel', end)
}

/** A divider that is dragged, or moved by the arrow keys; `set` gets the wanted width. */
export function listenToDivider(
  divider: HTMLElement,
  width: () => number,
  set: (width: number) => void,
): void {
  divider.addEventListener('pointerdown', (event) => {
    divider.setPointerCapture(event.pointerId)
    event.preventDefault()
  })
  divider.addEventListener('pointermove', (event) => {
    if (!divider.hasPointerCapture(event.pointerId)) return
    const from = divider.parentElement?.getBoundingClientRect().left ?? 0
    set(event.clientX - from)
  })
  divider.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return
    event.preventDefault()
    event.stopPropagation()
    set(width() + (event.key === 'ArrowLeft' ? -16 : 16))
  })
}
