/**
 * Mounts a forecast chart on `<div data-island="fan" data-source="ID OF A JSON SCRIPT">`, with its words and
 * its table.
 */
import { make, readJson } from '../../app/dom.ts'
import type { Fan as Given } from '../shared/api.ts'
import { shortDate } from '../shared/calendar.ts'
import { tenths } from '../shared/words.ts'
import { drawFan } from './chart.ts'
import { type Fan, quantile, readFan, runningTotal } from './model.ts'

/** The forecast in a sentence or two: what the drawing says to those who do not see it. */
function summary(fan: Fan): string {
  const { today } = fan
  const p50 = quantile(fan, 0.5)
  const p85 = quantile(fan, 0.85)
  const parts: string[] = []
  if (p50 !== null)
    parts.push(
      `Median date ${shortDate(p50, today)}${p85 === null ? '' : `, 85 % date ${shortDate(p85, today)}`}.`,
    )
  if (fan.deadline !== null)
    parts.push(
      `Target date ${shortDate(fan.deadline, today)}: ${fan.chance === null ? '–' : tenths(fan.chance)}.`,
    )
  return parts.join(' ')
}

function table(fan: Fan): HTMLElement {
  const { today } = fan
  const head = make(
    'tr',
    {},
    make('th', { scope: 'col' }, 'Day'),
    make('th', { scope: 'col', class: 'num' }, 'Share of simulations'),
    make('th', { scope: 'col', class: 'num' }, 'Done by then'),
  )
  const totals = runningTotal(fan)
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`
  const rows = fan.bins.map((bin, index) =>
    make(
      'tr',
      {},
      make('th', { scope: 'row' }, shortDate(bin.day, today)),
      make('td', { class: 'num' }, percent(bin.share)),
      make('td', { class: 'num' }, percent(totals[index]?.share ?? 0)),
    ),
  )
  return make('table', { class: 'table table-sm' }, make('thead', {}, head), make('tbody', {}, ...rows))
}

function mount(host: HTMLElement): void {
  const given = readJson<Given>(host.dataset.source ?? '')
  if (!given) return
  const fan = readFan(given)
  const chart = make('div', { class: 'fan-chart', 'aria-hidden': 'true' })
  const twin = make('details', { class: 'twin' }, make('summary', {}, 'Show as table'))
  twin.addEventListener('toggle', () => {
    if (!twin.querySelector('table')) twin.append(make('div', { class: 'table-responsive' }, table(fan)))
  })
  host.replaceChildren(make('p', { class: 'mb-1' }, summary(fan)), chart, twin)
  drawFan(chart, fan)
}

for (const host of document.querySelectorAll<HTMLElement>('[data-island="fan"]')) mount(host)
