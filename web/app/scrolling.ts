/**
 * Boxes that scroll sideways can be reached by the keyboard while they do; no extra stop where all is seen.
 */

const BOXES = '.table-responsive'

function mark(box: HTMLElement): void {
  if (box.scrollWidth > box.clientWidth) box.tabIndex = 0
  else box.removeAttribute('tabindex')
}

export function startScrolling(): void {
  const sizes = new ResizeObserver((changes) => {
    for (const { target } of changes) mark(target as HTMLElement)
  })
  const watch = (root: ParentNode): void => {
    for (const box of root.querySelectorAll<HTMLElement>(BOXES)) sizes.observe(box)
  }
  watch(document)
  document.addEventListener('htmx:afterSettle', () => watch(document))
}
