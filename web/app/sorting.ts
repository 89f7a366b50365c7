/**
 * Rows of `data-sortable` are dragged by their `data-handle`; the form around them is sent with the new
 * order. Buttons in the rows do the same for the keyboard.
 */
export function startSorting(): void {
  const found = document.querySelectorAll<HTMLElement>('[data-sortable]')
  if (found.length) void drag([...found])
}

async function drag(lists: HTMLElement[]): Promise<void> {
  const { default: Sortable } = await import('sortablejs')
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches
  for (const list of lists) {
    Sortable.create(list, {
      handle: '[data-handle]',
      animation: calm ? 0 : 120,
      onEnd: ({ oldIndex, newIndex }) => {
        if (oldIndex !== newIndex) list.closest('form')?.requestSubmit()
      },
    })
  }
}
