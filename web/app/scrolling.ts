/** Boxes that scroll sideways can be reached by the keyboard while they do; no extra stop where all is seen. */

const BOXES = '.table-responsive'

function mark(box: HTMLElement): void {
  if (box.scrollWidth > box.clientWidth) box.tabIndex = 0
  else box.removeAttribute('tabindex')
}

export function startScrolling(): void {
  const sizes = new ResizeObserver((changes) => changes.forEach(({ target }) => mark(target as HTMLElement)))
  const watch = (root: ParentNode): void =>
    root.querySelectorAll<HTMLElement>(BOXES).forEach((box) => sizes.observe(box))
  watch(document)
  document.addEventListener('htmx:afterSettle', () => watch(document))
}
