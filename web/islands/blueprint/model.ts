/** What a review says about a text: findings, statements, gate. Knows neither page nor editor. */
import type { Finding as Found, Gate, Reviewed, Statement as Stated } from '../shared/api.ts'
import { unitOffsets } from './offsets.ts'

export type { Gate }
export type Severity = Found['severity']
export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'note']

/** `from` and `to` count UTF-16 units, as the editor does. */
export interface Span {
  from: number
  to: number
}
export interface Fix extends Span {
  text: string
}
export interface Finding extends Span, Pick<Found, 'code' | 'severity' | 'message' | 'excerpt' | 'subject'> {
  /** The same for a finding that only moved between two answers. */
  id: string
  fix: Fix | null
  aboutPlan: boolean
  /** Other words of the same sentence that the same is true of. */
  also: Span[]
}
export interface Statement {
  key: string
  from: number
  items: string[]
  suspect: boolean
}
export interface Review {
  findings: Finding[]
  statements: Statement[]
  gate: Gate
}

/** An answer that was given for `text`, with its places as the editor counts them. */
export function readReview(answer: Reviewed, text: string): Review {
  const unit = unitOffsets(text)
  const findings = inOrder(answer.findings.map((row) => readFinding(row, unit)))
  const statements = answer.statements.map((row) => readStatement(row, unit))
  statements.sort((a, b) => a.from - b.from)
  return { findings: withIds(findings), statements, gate: answer.gate }
}

function readStatement({ key, start, traces, suspect }: Stated, unit: (point: number) => number): Statement {
  return { key, from: unit(start), items: traces.map(({ subject }) => subject.key), suspect }
}

/** Whether a review is about these very words, as far as its excerpts tell. */
export function isAbout(review: Review, text: string): boolean {
  return review.findings.every((row) => row.aboutPlan || text.slice(row.from, row.to).startsWith(row.excerpt))
}

function readFinding(row: Found, unit: (point: number) => number): Finding {
  const span = (of: { start: number; end: number }): Span => ({ from: unit(of.start), to: unit(of.end) })
  const aboutPlan = row.path === 'plan'
  return {
    ...span(row),
    id: '',
    code: row.code,
    severity: row.severity,
    message: row.message,
    excerpt: row.excerpt,
    subject: row.subject || (aboutPlan ? 'the plan' : ''),
    fix: row.fix && { ...span(row.fix), text: row.fix.text },
    aboutPlan,
    also: row.also.map(span),
  }
}

/** By place, the graver first where two share one; those about the plan come last. */
function inOrder(findings: Finding[]): Finding[] {
  const rank = (row: Finding): number => SEVERITIES.indexOf(row.severity)
  return findings.toSorted(
    (a, b) =>
      Number(a.aboutPlan) - Number(b.aboutPlan) || a.from - b.from || rank(a) - rank(b) || a.to - b.to,
  )
}

function withIds(findings: Finding[]): Finding[] {
  const seen = new Map<string, number>()
  return findings.map((row) => {
    const told = JSON.stringify([row.code, row.message, row.excerpt, row.subject])
    const before = seen.get(told) ?? 0
    seen.set(told, before + 1)
    return { ...row, id: `${told}${before}` }
  })
}

export type Counts = Record<Severity, number>

export function countsOf(findings: readonly Finding[]): Counts {
  const counts: Counts = { error: 0, warning: 0, note: 0 }
  for (const { severity } of findings) counts[severity] += 1
  return counts
}

export function countsText(counts: Counts): string {
  const parts = SEVERITIES.flatMap((each) =>
    counts[each] ? [`${counts[each]} ${each}${counts[each] === 1 ? '' : 's'}`] : [],
  )
  return parts.length ? parts.join(', ') : 'No findings.'
}

/** The narrowest finding that holds a place, or null. */
export function findingAt(findings: readonly Finding[], place: number): Finding | null {
  let best: Finding | null = null
  let least = Number.POSITIVE_INFINITY
  for (const row of findings) {
    if (row.aboutPlan) continue
    for (const { from, to } of [row, ...row.also]) {
      if (place < from || place > to || to - from >= least) continue
      best = row
      least = to - from
    }
  }
  return best
}

/** The finding after or before the selection, around the end. `currentId` tells those in one place apart. */
export function neighbour(
  findings: readonly Finding[],
  selection: Span,
  currentId: string,
  by: 1 | -1,
): Finding | null {
  const placed = findings.filter((row) => !row.aboutPlan)
  const at = placed.findIndex(
    (row) => row.id === currentId && row.from === selection.from && row.to === selection.to,
  )
  if (at >= 0) return placed[(at + by + placed.length) % placed.length] ?? null
  if (by > 0) return placed.find((row) => row.from >= selection.to) ?? placed[0] ?? null
  return placed.findLast((row) => row.from < selection.from) ?? placed.at(-1) ?? null
}

/** Where an uncertainty is raised, with the finding as its question. */
export function askAddress(
  askUrl: string,
  finding: Pick<Finding, 'message' | 'excerpt' | 'subject'>,
): string {
  const query = new URLSearchParams({
    question: finding.message,
    excerpt: finding.excerpt || finding.subject,
  })
  return `${askUrl}${askUrl.includes('?') ? '&' : '?'}${query.toString()}`
}

/** `Replace by 'within 2 s'`, cut to the length of a button. */
export function fixLabel(text: string): string {
  if (text.trim() === '') return 'Take out'
  const line = text.trim().replace(/\s+/g, ' ')
  const points = [...line]
  return `Replace by '${points.length > 32 ? `${points.slice(0, 31).join('')}…` : line}'`
}
