/**
 * Ticked rows of a list: a range with shift, all of the page, all that fit the filters, and the bar `#bulk`
 * that changes them. Rows that fit but stand on other pages are held as hidden fields of the bar.
 */
import { closest, make } from './dom.ts'
import { replaceList } from './refresh.ts'
import { ask } from './requests.ts'
import { toast } from './toasts.ts'

let last: HTMLInputElement | null = null

export function startSelection(): void {
  document.addEventListener('click', (event) => {
    const box = closest<HTMLInputElement>(event, 'input[type="checkbox"][name="ids"]')
    if (box) tick(box, event.shiftKey)
    const all = closest<HTMLInputElement>(event, '[data-tick-all]')
    if (all) set(boxesBelow(all), all.checked)
    if (closest(event, '[data-tick-none]')) set(boxes(), false)
    if (closest(event, '[data-tick-matching]')) void tickMatching()
  })
  document.addEventListener('edited-many', (event) => void changed((event as CustomEvent<Told>).detail))
  count()
}

interface Told {
  text: string
  undo?: string
}

/** Numbers of the ticked rows, those of other pages included. */
export function selectedIds(): string[] {
  const form = bar()
  return form ? new FormData(form).getAll('ids').map(String) : []
}

/** The places of `rows` from `from` to `to`, whichever comes first. */
export function between(from: number, to: number): number[] {
  const [low, high] = from < to ? [from, to] : [to, from]
  return Array.from({ length: high - low + 1 }, (_, step) => low + step)
}

function boxes(): HTMLInputElement[] {
  return [...document.querySelectorAll<HTMLInputElement>('[data-list] input[type="checkbox"][name="ids"]')]
}

/** The boxes of the table whose head has `all`, which names them where they are not rows to change. */
function boxesBelow(all: HTMLInputElement): HTMLInputElement[] {
  const name = all.dataset.tickAll
  if (!name) return boxes()
  return [...(all.closest('table')?.querySelectorAll<HTMLInputElement>(`tbody input[name="${name}"]`) ?? [])]
}

function tick(box: HTMLInputElement, range: boolean): void {
  const all = boxes()
  const from = last ? all.indexOf(last) : -1
  if (range && from >= 0) {
    for (const place of between(from, all.indexOf(box))) {
      const each = all[place]
      if (each) each.checked = box.checked
    }
  }
  last = box
  forgetOthers()
}

function set(some: HTMLInputElement[], to: boolean): void {
  for (const box of some) box.checked = to
  forgetOthers()
}

/** What was taken from other pages holds only until a tick changes. */
function forgetOthers(): void {
  for (const field of bar()?.querySelectorAll('input[name="ids"]') ?? []) field.remove()
  count()
}

async function tickMatching(): Promise<void> {
  const form = bar()
  if (!form) return
  try {
    const response = await ask(form.dataset.matching ?? '', 'application/json')
    const ids = (await response.json()) as number[]
    set(boxes(), true)
    const here = new Set(boxes().map((box) => box.value))
    for (const id of ids.map(String)) {
      if (!here.has(id)) form.append(make('input', { type: 'hidden', name: 'ids', value: id }))
    }
    count()
  } catch (error) {
    toast({ level: 'error', message: (error as Error).message })
  }
}

function bar(): HTMLFormElement | null {
  return document.querySelector<HTMLFormElement>('form#bulk')
}

function count(): void {
  const form = bar()
  if (!form) return
  const ids = selectedIds().length
  const told = form.querySelector('[data-bulk-count]')
  if (told) told.textContent = `${ids} selected`
  form.hidden = ids === 0
  const all = boxes()
  const whole = all.length > 0 && all.every((box) => box.checked)
  const matching = form.querySelector<HTMLElement>('[data-tick-matching]')
  if (matching) matching.hidden = !whole || ids >= Number(matching.dataset.tickMatching)
  const head = document.querySelector<HTMLInputElement>('[data-tick-all]')
  if (head) {
    head.checked = whole
    head.indeterminate = !whole && ids > 0
  }
}

/** The list anew, with the same rows ticked, and the act told with its way back. */
async function changed(told: Told): Promise<void> {
  const ids = new Set(selectedIds())
  await replaceList()
  for (const box of boxes()) box.checked = ids.has(box.value)
  count()
  toast({ level: 'success', message: told.text, ...(told.undo ? { undo: told.undo } : {}) })
}
