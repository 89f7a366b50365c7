/** The choice of theme lives in a cookie, so that the server renders it and nothing flashes. */
import { closest } from './dom.ts'

const YEAR = 31_536_000

export function startTheme(): void {
  document.addEventListener('click', (event) => {
    const button = closest(event, '[data-theme-choice]')
    if (!button) return
    const theme = button.dataset.themeChoice ?? 'system'
    const secure = location.protocol === 'https:' ? '; secure' : ''
    // biome-ignore lint/suspicious/noDocumentCookie: Firefox ESR has no Cookie Store API
    document.cookie = `theme=${theme}; path=/; max-age=${YEAR}; samesite=lax${secure}`
    document.documentElement.dataset.bsTheme = theme
    for (const each of document.querySelectorAll<HTMLElement>('[data-theme-choice]')) {
      each.setAttribute('aria-pressed', String(each === button))
    }
    announce()
  })
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', announce)
}

/** Tells drawings that colours changed. */
function announce(): void {
  document.dispatchEvent(new CustomEvent('pilothouse:theme'))
}
