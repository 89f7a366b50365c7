/** The boxes that the timeline stands in: a scroller over names, divider and canvas, and their sizes. */
import { make } from '../../app/dom.ts'

const NARROWEST = 120
const WIDEST_SHARE = 0.7

export class Frame {
  readonly scroller = make('div', { class: 'tl-scroll' })
  readonly viewport = make('div', { class: 'tl-view' })
  readonly canvas = make('canvas', { class: 'tl-canvas', 'aria-hidden': 'true' })
  readonly divider = make('div', {
    class: 'tl-divider',
    role: 'separator',
    'aria-orientation': 'vertical',
    'aria-label': 'Width of the names',
    tabindex: '0',
  })
  readonly context: CanvasRenderingContext2D
  size = { width: 0, height: 0, names: 0 }
  private readonly space = make('div', { class: 'tl-space' })

  constructor(
    private readonly host: HTMLElement,
    private readonly names: HTMLElement,
  ) {
    const context = this.canvas.getContext('2d')
    if (!context) throw new Error('This browser cannot draw.')
    this.context = context
    this.viewport.append(names, this.divider, this.canvas)
    this.space.append(this.viewport)
    this.scroller.append(this.space)
  }

  /** Width of the drawing beside the names. */
  get room(): number {
    return this.size.width - this.size.names
  }

  /** Take the sizes that the page gives, and fit the canvas to the pixels of the screen. */
  measure(): void {
    const width = this.scroller.clientWidth
    const height = this.scroller.clientHeight
    const names = this.names.getBoundingClientRect().width
    this.size = { width, height, names }
    this.viewport.style.width = `${width}px`
    this.viewport.style.height = `${height}px`
    const ratio = devicePixelRatio || 1
    const canvasWidth = Math.max(1, this.room)
    this.canvas.width = Math.round(canvasWidth * ratio)
    this.canvas.height = Math.round(height * ratio)
    this.canvas.style.width = `${canvasWidth}px`
    this.canvas.style.height = `${height}px`
    this.divider.setAttribute('aria-valuenow', String(Math.round(names)))
  }

  /** Make room to scroll over a drawing of this size. */
  stretch(width: number, height: number): void {
    this.space.style.width = `${this.size.names + width}px`
    this.space.style.height = `${height}px`
  }

  setNamesWidth(width: number): void {
    const px = Math.round(Math.min(this.size.width * WIDEST_SHARE, Math.max(NARROWEST, width)))
    this.host.style.setProperty('--tl-names', `${px}px`)
    this.measure()
  }
}
