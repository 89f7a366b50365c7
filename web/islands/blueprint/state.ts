/** Findings and statements as they stand in the editor: they move along while somebody types. */
import { type ChangeDesc, type EditorState, StateEffect, StateField } from '@codemirror/state'

import type { Finding, Fix, Review, Span, Statement } from './model.ts'

type Held = Pick<Review, 'findings' | 'statements'>

export const reviewed = StateEffect.define<Held>()

export const held = StateField.define<Held>({
  create: () => ({ findings: [], statements: [] }),
  update(value, transaction) {
    for (const effect of transaction.effects) if (effect.is(reviewed)) return effect.value
    return transaction.docChanged ? moved(value, transaction.changes) : value
  },
})

function moved({ findings, statements }: Held, changes: ChangeDesc): Held {
  return {
    findings: findings.map((row) => (row.aboutPlan ? row : movedFinding(row, changes))),
    statements: statements.map((row): Statement => ({ ...row, from: changes.mapPos(row.from, 1) })),
  }
}

function movedFinding(row: Finding, changes: ChangeDesc): Finding {
  return {
    ...row,
    ...movedSpan(row, changes),
    also: row.also.map((each) => movedSpan(each, changes)),
    fix: row.fix && movedFix(row.fix, changes),
  }
}

function movedSpan(span: Span, changes: ChangeDesc): Span {
  const from = changes.mapPos(span.from, 1)
  return { from, to: Math.max(from, changes.mapPos(span.to, -1)) }
}

/** A fix is for the words that were there: once they are touched it is none. */
function movedFix(fix: Fix, changes: ChangeDesc): Fix | null {
  if (changes.touchesRange(fix.from, fix.to)) return null
  const from = changes.mapPos(fix.from, 1)
  return { ...fix, from, to: Math.max(from, changes.mapPos(fix.to, -1)) }
}

/** A finding where it stands now; null when an answer has taken it away. */
export function current(state: EditorState, id: string): Finding | null {
  return state.field(held).findings.find((row) => row.id === id) ?? null
}
