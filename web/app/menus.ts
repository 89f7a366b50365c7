/** Menus made of `<details>` close on Escape or a click elsewhere; the rail opens on small screens. */
import { closest } from './dom.ts'

const EDGE_PX = 8
const LEAST_PX = 120

export function startMenus(): void {
  document.addEventListener('click', (event) => {
    const inside = closest<HTMLDetailsElement>(event, 'details.menu')
    for (const menu of document.querySelectorAll<HTMLDetailsElement>('details.menu[open]')) {
      if (menu !== inside || closest(event, '.menu-list a')) menu.open = false
    }
    if (closest(event, '[data-toggle-rail]')) toggleRail()
    else if (!closest(event, '.rail')) toggleRail(false)
    if (closest(event, '[data-back]')) history.back()
    const unfold = closest(event, '[data-unfold]')
    if (unfold) {
      const open = unfold.closest('.foldable')?.classList.toggle('open')
      unfold.setAttribute('aria-expanded', String(open))
    }
    openRow(event)
  })
  document.addEventListener('toggle', ({ target }) => keepInside(target), true)
  document.addEventListener('keydown', (event) => {
    if (step(event)) event.preventDefault()
    if (event.key !== 'Escape') return
    for (const menu of document.querySelectorAll<HTMLDetailsElement>('details.menu[open]')) {
      menu.open = false
      menu.querySelector('summary')?.focus()
    }
    if (document.getElementById('rail')?.classList.contains('open')) {
      toggleRail(false)
      document.querySelector<HTMLElement>('[data-toggle-rail]')?.focus()
    }
  })
  // The open menu covers the page: when the focus goes behind it, it gives way.
  document.getElementById('rail')?.addEventListener('focusout', ({ relatedTarget }) => {
    if (relatedTarget instanceof Element && !relatedTarget.closest('.rail')) toggleRail(false)
  })
  matchMedia('(min-width: 861px)').addEventListener('change', () => toggleRail(false))
  document.addEventListener('change', (event) => {
    closest<HTMLFormElement>(event, 'form[data-auto]')?.requestSubmit()
  })
}

/** Move an opened menu sideways as far as it would lie outside of the window, and let it end inside. */
function keepInside(target: EventTarget | null): void {
  if (!(target instanceof HTMLDetailsElement) || !target.open || !target.matches('.menu')) return
  const list = target.querySelector<HTMLElement>(':scope > .menu-list')
  if (!list) return
  list.style.translate = 'none'
  list.style.maxHeight = ''
  const { left, right, top, bottom } = list.getBoundingClientRect()
  const width = document.documentElement.clientWidth
  const beyond = Math.max(EDGE_PX - left, 0) || Math.min(width - EDGE_PX - right, 0)
  if (top >= 0 && bottom > innerHeight - EDGE_PX) {
    list.style.maxHeight = `${Math.max(innerHeight - EDGE_PX - top, LEAST_PX)}px`
  }
  if (beyond) list.style.translate = `${beyond}px`
}

/** Open the menu that `selector` names, with the focus on what is chosen now. */
export function openMenu(selector: string): boolean {
  const menu = document.querySelector<HTMLDetailsElement>(`details.menu${selector}`)
  if (!menu || menu.offsetParent === null) return false
  menu.open = true
  const rows = rowsOf(menu)
  const chosen = rows.find((row) => row.getAttribute('aria-current') === 'true') ?? rows[0]
  chosen?.focus()
  return true
}

/** The arrow keys go through the rows of an open menu, from its head to the first. */
function step(event: KeyboardEvent): boolean {
  const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  const menu = closest<HTMLDetailsElement>(event, 'details.menu[open]')
  if (!by || !menu || event.defaultPrevented) return false
  const rows = rowsOf(menu)
  const at = rows.indexOf(document.activeElement as HTMLElement)
  const next = at < 0 ? (by > 0 ? 0 : rows.length - 1) : (at + by + rows.length) % rows.length
  rows[next]?.focus()
  return rows.length > 0
}

function rowsOf(menu: HTMLElement): HTMLElement[] {
  return [...menu.querySelectorAll<HTMLElement>('.menu-list :is(a, button)')]
}

/**
 * A click anywhere on a row that has an address opens it, unless it was meant for something in the row, or
 * selects text.
 */
function openRow(event: MouseEvent): void {
  const row = closest(event, 'tr[data-href]')
  if (
    !row ||
    event.defaultPrevented ||
    closest(event, 'a, button, input, select, label, summary') ||
    getSelection()?.toString()
  )
    return
  const address = row.dataset.href ?? ''
  if (!/^\/(?!\/)/.test(address)) return
  if (event.ctrlKey || event.metaKey) window.open(address, '_blank', 'noopener')
  else location.assign(address)
}

function toggleRail(open?: boolean): void {
  const rail = document.getElementById('rail')
  if (!rail || (open === false && !rail.classList.contains('open'))) return
  const now = rail.classList.toggle('open', open)
  rail.querySelector('[data-toggle-rail]')?.setAttribute('aria-expanded', String(now))
}
