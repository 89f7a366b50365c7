/** What pasted cells would do, before they do it. */
import { make } from '../../app/dom.ts'
import type { RowChange, SheetChange, SheetColumn } from '../shared/api.ts'
import { type Pasted, placed, readCells } from './clip.ts'

export interface PreviewActs {
  /** What would happen, nothing stored. */
  preview(pasted: Pasted): Promise<SheetChange>
  /** Do exactly what `seal` stands for; what comes back was not applied when it no longer holds. */
  apply(pasted: Pasted, seal: string): Promise<SheetChange>
  applied(change: SheetChange): void
}

const MOST_SHOWN = 500

/** How much an outcome is, in a sentence. */
export function summary(change: SheetChange, noun: string): string {
  const count = (many: number, one: string, more = `${one}s`): string => `${many} ${many === 1 ? one : more}`
  const taken = change.rows.filter((row) => !row.refused)
  const cells = taken.filter((row) => !row.is_new).flatMap((row) => row.cells.filter((cell) => !cell.refused))
  const refused =
    change.rows.filter((row) => row.refused).length +
    taken.flatMap((row) => row.cells.filter((cell) => cell.refused)).length
  return [
    `${count(taken.filter((row) => row.is_new).length, `new ${noun}`)}`,
    `${count(cells.length, 'changed cell')}`,
    ...(refused ? [`${refused} refused`] : []),
  ].join(', ')
}

export function hasEffect(change: SheetChange): boolean {
  return change.rows.some((row) => !row.refused && (row.is_new || row.cells.some((cell) => !cell.refused)))
}

export class Preview {
  private readonly dialog = make('dialog', {
    class: 'dialog tb-preview',
    'aria-labelledby': 'tb-preview-title',
  })
  private readonly area = make('textarea', {
    class: 'form-control',
    rows: '4',
    'aria-label': 'Cells from a spreadsheet',
    placeholder: 'Paste cells from a spreadsheet here. Heads in the first row name the columns.',
  })
  private readonly told = make('p', { class: 'tb-summary', role: 'status' })
  private readonly result = make('div', {
    class: 'tb-result',
    tabindex: '0',
    role: 'region',
    'aria-label': 'What changes',
  })
  private readonly go = make('button', { type: 'button', class: 'btn btn-primary' }, 'Apply')
  private pasted: Pasted | null = null
  private change: SheetChange | null = null
  private asked = 0

  constructor(
    private readonly columns: readonly SheetColumn[],
    private readonly shown: readonly SheetColumn[],
    private readonly from: number,
    private readonly noun: string,
    private readonly acts: PreviewActs,
  ) {
    const cancel = make('button', { type: 'button', class: 'btn' }, 'Cancel')
    cancel.addEventListener('click', () => this.dialog.close())
    this.go.addEventListener('click', () => void this.apply())
    this.go.disabled = true
    this.area.addEventListener('input', () => this.read(this.area.value))
    this.dialog.addEventListener('close', () => this.dialog.remove())
    this.dialog.addEventListener('keydown', (event) => event.stopPropagation())
    this.dialog.append(
      make('h2', { id: 'tb-preview-title' }, 'Paste'),
      this.area,
      this.told,
      this.result,
      make('div', { class: 'row-end' }, cancel, this.go),
    )
  }

  open(text: string): void {
    document.body.append(this.dialog)
    this.dialog.showModal()
    this.area.hidden = text !== ''
    if (text) this.read(text)
    else this.area.focus()
  }

  private read(text: string): void {
    this.pasted = placed(readCells(text), this.columns, this.shown, this.from)
    void this.ask()
  }

  private async ask(): Promise<void> {
    const { pasted } = this
    this.go.disabled = true
    this.change = null
    if (!pasted?.rows.length) {
      this.told.textContent = pasted?.hasHeads ? 'There are heads, but no rows below them.' : ''
      this.result.replaceChildren()
      return
    }
    this.asked += 1
    const mine = this.asked
    this.told.textContent = 'Looking at what changes…'
    try {
      const change = await this.acts.preview(pasted)
      if (mine === this.asked) this.show(change)
    } catch (error) {
      if (mine === this.asked) this.told.textContent = (error as Error).message
    }
  }

  private show(change: SheetChange, before = ''): void {
    this.change = change
    this.told.textContent = `${before}${summary(change, this.noun)}.`
    this.go.disabled = !hasEffect(change)
    if (!this.go.disabled) this.go.focus()
    this.result.replaceChildren(this.places(), this.table(change))
  }

  /** Which pasted column goes where; another can be chosen. */
  private places(): HTMLElement {
    const { pasted } = this
    const line = make('div', { class: 'tb-places' })
    pasted?.columns.forEach((column, index) => {
      const select = make('select', {
        class: 'form-select form-select-sm',
        'aria-label': `Column ${index + 1} of what is pasted`,
      })
      select.append(make('option', { value: '' }, 'Left out'))
      for (const each of this.columns)
        if (each.editable || each.name === 'key')
          select.append(make('option', { value: each.name }, each.label))
      select.value = column?.name ?? ''
      select.addEventListener('change', () => {
        pasted.columns[index] = this.columns.find((each) => each.name === select.value) ?? null
        void this.ask()
      })
      line.append(select)
    })
    return line
  }

  private table(change: SheetChange): HTMLElement {
    const labels = new Map(this.columns.map((column) => [column.name, column.label]))
    const rows = change.rows.filter((row) => row.refused || row.is_new || row.cells.length)
    const bodies = rows.slice(0, MOST_SHOWN).map((row) => make('tbody', {}, ...linesOf(row, labels)))
    const heads = ['Column', 'Now', 'Becomes'].map((name) => make('th', { scope: 'col' }, name))
    const table = make(
      'table',
      { class: 'table table-sm' },
      make('thead', {}, make('tr', {}, ...heads)),
      ...bodies,
    )
    if (rows.length <= MOST_SHOWN) return table
    return make('div', {}, table, make('p', {}, `And ${rows.length - MOST_SHOWN} more rows.`))
  }

  private async apply(): Promise<void> {
    if (!this.pasted || !this.change) return
    this.go.disabled = true
    try {
      const change = await this.acts.apply(this.pasted, this.change.seal)
      if (!change.applied) {
        this.show(change, 'Something changed since, so nothing was stored. Now it would be: ')
        return
      }
      this.dialog.close()
      this.acts.applied(change)
    } catch (error) {
      this.told.textContent = (error as Error).message
      this.go.disabled = false
    }
  }
}

/** A line with the name of the row, then one for each cell. */
function linesOf(row: RowChange, labels: ReadonlyMap<string, string>): HTMLElement[] {
  const name = row.is_new ? `New: ${row.title || 'without title'}` : `${row.key} ${row.title}`
  const head = make('tr', { class: 'tb-row' }, make('th', { scope: 'rowgroup', colspan: '3' }, name))
  if (row.refused) return [head, line(true, make('td', { colspan: '3' }, row.refused))]
  return [
    head,
    ...row.cells.map((cell) =>
      line(
        Boolean(cell.refused),
        make('td', {}, labels.get(cell.column) ?? cell.column),
        make('td', {}, cell.old),
        make('td', {}, cell.refused || cell.new),
      ),
    ),
  ]
}

function line(refused: boolean, ...cells: HTMLElement[]): HTMLElement {
  return make('tr', refused ? { class: 'tb-refused' } : {}, ...cells)
}
