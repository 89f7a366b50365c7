/** What a statement's key says in the gutter and on hover. */
import type { Statement } from './model.ts'

export interface KeyLabel {
  text: string
  title: string
  suspect: boolean
}

/** One label for the statements that begin on a line. */
export function keyLabel(statements: readonly Statement[]): KeyLabel {
  const [first, ...more] = statements
  return {
    text: `${first?.key ?? ''}${more.length ? ` +${more.length}` : ''}`,
    title: statements.map(statementTitle).join('\n'),
    suspect: statements.some((row) => row.suspect),
  }
}

function statementTitle({ key, items, suspect }: Statement): string {
  return `${key}${suspect ? ', suspect' : ''}: ${items.length ? items.join(', ') : 'no items'}`
}
