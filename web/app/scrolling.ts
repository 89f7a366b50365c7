/**
 * Boxes that scroll sideways can be reached by the keyboard while they do; no extra stop where all is seen.
 * Tabs that do so begin with the one whose page is open.
 */

const BOXES = '.table-responsive'

function mark(box: HTMLElement): void {
  if (box.scrollWidth > box.clientWidth) box.tabIndex = 0
  else box.removeAttribute('tabindex')
}

/** Only the row of tabs moves, never the page. */
function showCurrent(tabs: HTMLElement): void {
  const current = tabs.querySelector('[aria-current="page"]')
  if (!current || tabs.scrollWidth <= tabs.clientWidth) return
  const [own, whole] = [current.getBoundingClientRect(), tabs.getBoundingClientRect()]
  tabs.scrollLeft += own.left + own.width / 2 - (whole.left + whole.width / 2)
}

export function startScrolling(): void {
  for (const tabs of document.querySelectorAll<HTMLElement>('.page-head .tabs')) showCurrent(tabs)
  const sizes = new ResizeObserver((changes) => {
    for (const { target } of changes) mark(target as HTMLElement)
  })
  const watch = (root: ParentNode): void => {
    for (const box of root.querySelectorAll<HTMLElement>(BOXES)) sizes.observe(box)
  }
  watch(document)
  document.addEventListener('htmx:afterSettle', () => watch(document))
}
