/** Answers for tests: rows with everything that an answer carries. */
import type { Finding, Reviewed, Statement } from '../shared/api.ts'

export const finding = (more: Partial<Finding> = {}): Finding => ({
  code: 'VAG001',
  rule: 'vague-words',
  severity: 'warning',
  message: 'm',
  path: 'text',
  line: 1,
  column: 1,
  start: 0,
  end: 0,
  excerpt: '',
  subject: '',
  fix: null,
  also: [],
  ...more,
})

/** A finding about the plan: it has no place in the text. */
export const aboutPlan = (more: Partial<Finding> = {}): Finding =>
  finding({ path: 'plan', subject: 'ATL-4', ...more })

export const statement = (more: Partial<Statement> = {}): Statement => ({
  id: 1,
  key: 'R1',
  kind: 'requirement',
  text: '',
  part: '',
  line: 1,
  start: 0,
  end: 0,
  parent_key: '',
  mentions: [],
  removed: false,
  traces: [],
  suspect: false,
  ...more,
})

export const answer = (findings: Finding[], statements: Statement[] = []): Reviewed => ({
  findings,
  statements,
  gate: { may_finalise: true, reasons: [], summary: 'Ready' },
  left_out: 0,
  waiting: false,
})
