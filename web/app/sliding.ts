/** `<input type="range" data-slides="id of a field">` moves the number in the field, and follows it. */
export function startSliding(): void {
  joinSliders(document)
  document.addEventListener('htmx:load', (event) => {
    if (event.target instanceof HTMLElement) joinSliders(event.target)
  })
}

/** Join the sliders within `root` that are not yet. */
export function joinSliders(root: ParentNode): void {
  for (const slider of root.querySelectorAll<HTMLInputElement>('[data-slides][hidden]')) join(slider)
}

function join(slider: HTMLInputElement): void {
  const field = document.getElementById(slider.dataset.slides ?? '')
  const most = Number(slider.max)
  if (!(field instanceof HTMLInputElement) || !(most > 0)) return
  const named = document.querySelector(`label[for="${field.id}"]`)
  slider.setAttribute('aria-label', named?.textContent ?? field.name)
  const size = step(most)
  slider.step = String(size)
  slider.max = String(Math.ceil(most / size) * size)
  slider.hidden = false
  const follow = (): void => {
    slider.value = String(amount(field.value) ?? most)
  }
  slider.addEventListener('input', () => {
    field.value = slider.value
    field.dispatchEvent(new Event('change', { bubbles: true }))
  })
  field.addEventListener('input', follow)
  follow()
}

/** About a hundred steps of 1, 2 or 5 times a power of ten, whole units at least. */
export function step(most: number): number {
  const fine = Math.max(1, most / 100)
  const power = 10 ** Math.floor(Math.log10(fine))
  return [1, 2, 5, 10].map((times) => times * power).find((size) => size >= fine) ?? power
}

/** What is typed, as a number; null for nothing. */
export function amount(text: string): number | null {
  const typed = text.replaceAll(/[,\s]/g, '')
  return typed === '' || !Number.isFinite(Number(typed)) ? null : Number(typed)
}
