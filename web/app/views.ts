/** The menu of saved views keeps the look that the address has by now, not the one it was drawn with. */
export function startViews(): void {
  document.addEventListener(
    'submit',
    ({ target }) => {
      if (!(target instanceof HTMLFormElement) || !target.matches('[data-look]')) return
      const query = target.querySelector<HTMLInputElement>('[data-query]')
      if (query) query.value = location.search.slice(1)
    },
    { capture: true },
  )
}
