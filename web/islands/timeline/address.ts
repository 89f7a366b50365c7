/** What of the view the page's address keeps, so that it can be sent to somebody. */
import { GROUPINGS, type Grouping } from './lines.ts'
import { readZoom, ZOOMS, zoomText } from './scale.ts'

export interface Look {
  perDay: number
  grouping: Grouping
  filter: string
  shut: Set<string>
}

/** An address has room for this many shut lines; beyond it they are left out. */
const MOST_SHUT = 150

/** What `search` says; `usual` is the grouping where it says none that there is. */
export function readLook(
  search: string,
  usual: Grouping = 'hierarchy',
  known: readonly Grouping[] = GROUPINGS,
): Look {
  const query = new URLSearchParams(search)
  const group = query.get('group') ?? ''
  return {
    perDay: readZoom(query.get('zoom')) ?? ZOOMS.month,
    grouping: known.find((each) => each === group) ?? usual,
    filter: query.get('find') ?? '',
    shut: new Set((query.get('shut') ?? '').split('~').filter(Boolean)),
  }
}

/** `search` with the look in it; what is as usual is left out, other keys stay. */
export function writeLook(search: string, look: Look, usual: Grouping = 'hierarchy'): string {
  const query = new URLSearchParams(search)
  const put = (key: string, value: string): void => (value ? query.set(key, value) : query.delete(key))
  const zoom = zoomText(look.perDay)
  put('zoom', zoom === 'month' ? '' : zoom)
  put('group', look.grouping === usual ? '' : look.grouping)
  put('find', look.filter.trim())
  put('shut', look.shut.size <= MOST_SHUT ? [...look.shut].join('~') : '')
  const text = query.toString()
  return text ? `?${text}` : ''
}
