/** Written by `make docs` from the contracts of the rooms; changes here are lost. */

/** Days on which someone does not work, both included. */
export interface Absence {
  first: string
  id: number
  last: string
  reason: string
}

/** A team's answer to a hand-off; `at` is None until it came. */
export interface Acknowledgement {
  actor_name: string
  at: string | null
  id: number
  note: string
  team_id: number | null
  team_name: string
}

/** The last `cases` due dates of a level no longer hold as often as stated, or hold too often. */
export interface Alarm {
  cases: number
  held: number
  high: number
  level: number
  low: number
  text: string
  too_early: boolean
}

/** An absence and whose it is. */
export interface Away {
  first: string
  id: number
  last: string
  name: string
  person_id: number
  reason: string
}

/** The share of the simulations that end on `day`. */
export interface Bin {
  day: string
  share: number
}

/** A blueprint with its text, Markdown. */
export interface Blueprint {
  changed_at: string
  id: number
  newest_handoff: number
  number: number
  product_id: number
  state: string
  text: string
  title: string
  version: number
}

/**
 * Working weekdays (0 is Monday), the country whose public holidays apply, and further closed days.
 *
 * `version` is 0 while no one has set anything.
 */
export interface Calendar {
  closed: ClosedDay[]
  country: string
  hours_per_day: number
  subdivision: string
  version: number
  weekdays: number[]
}

/** A statement of two hand-offs; `before` or `after` is empty where only one has it. */
export interface ChangedStatement {
  after: string
  before: string
  key: string
  kind: string
}

/** One question of a design review. A finding blocks until `settled` says how it was settled. */
export interface Check {
  answer: string
  blocks: boolean
  id: number
  note: string
  part: string
  question: string
  settled: string
  version: number
}

/** A date on which no one works. */
export interface ClosedDay {
  day: string
  name: string
}

/** A column of a file, how often its header occurs, what it means and holds. */
export interface Column {
  field: string
  header: string
  many: number
  samples: string[]
  sure: boolean
}

/**
 * What each column means. `fields`: header to field; columns that are not named are kept or left out,
 * as the noun says.
 *
 * `separator` parts the values of one cell into a list; empty when lists are repeated columns.
 * `day_first` reads 1/2/2027 as 1 February.
 */
export interface Columns {
  connector: string
  day_first: boolean
  encoding: string
  fields: Record<string, string>
  name: string
  noun: string
  separator: string
}

/**
 * Who has a skill, best first.
 *
 * `able` counts those at level 3 or better; `single` is true when there is exactly one: without that
 * person no one does it unaided.
 */
export interface Coverage {
  able: number
  best: number
  holders: Holder[]
  single: boolean
  skill: Skill
}

/** The item `successor` waits for the item `predecessor`; both are keys. */
export interface Dependency {
  id: number
  kind: 'FS' | 'SS' | 'FF' | 'SF'
  lag_days: number
  predecessor: string
  successor: string
}

/** A checklist gone through with people, on revision `revision_number` of a blueprint. */
export interface DesignReview {
  blocking: number
  blueprint_id: number
  checks: Check[]
  closed_at: string | null
  closed_by: string
  held_on: string
  id: number
  reviewers: string
  revision_number: number
  title: string
  unanswered: number
  version: number
}

/**
 * What differs between two hand-offs. `lines`: the text as (sign, line), sign being '+', '-', blank,
 * or '@' where lines are left out; `dates`: what, then the day before and after (p85), empty where there was
 * none.
 */
export interface Difference {
  answers: string[]
  dates: ([string, string, string])[]
  lines: ([string, string])[]
  statements: ChangedStatement[]
}

/** An item's share, 0..1, of the variance of a finish. */
export interface Driver {
  key: string
  share: number
  title: string
}

/** What the island is given: the review of the text in the field, and the addresses that it asks for. */
export interface Editor {
  ask_url: string
  read_only: boolean
  review: Reviewed
  review_url: string
  rules_url: string
}

/** One recorded change; `changes` maps a field to its value before and after. */
export interface Entry {
  actor_name: string
  at: string
  batch: string
  changes: Record<string, unknown[]>
  channel: string
  id: number
  subject: string
  title: string
  verb: string
  why: string
}

/**
 * Something found out; `leans` to a good answer, to a bad one, or to neither. `source` says where
 * from.
 */
export interface Evidence {
  added_at: string
  added_by: string
  found_on: string
  id: number
  leans: string
  source: string
  text: string
}

/** A forecast by day, earliest first. `chance`: of the `deadline`, as the run stored it. */
export interface Fan {
  chance: number | null
  deadline: string | null
  histogram: Bin[]
  quantiles: Quantile[]
  today: string
}

/**
 * A defect, by the rule `code`. `start` to `end` are characters of the text, `line` and `column` begin at
 * 1; `path` is `plan` where it is about no text. `subject` is what it is about in the plan, such as an
 * item.
 */
export interface Finding {
  code: string
  column: number
  end: number
  excerpt: string
  fix: Fix | null
  line: number
  message: string
  path: string
  rule: string
  severity: 'error' | 'warning' | 'note'
  start: number
  subject: string
}

/** Replace characters `start` to `end` of the text by `text`. */
export interface Fix {
  end: number
  start: number
  text: string
}

/**
 * Dates of one item or release in one plan run: `start`, `p50` and `p85` of the same simulations.
 *
 * `chance` is that of its own deadline or target, `release_chance` that of the release that carries an item;
 * None without such a date, and in runs that did not store it. `implied` is None but for an item with an
 * estimate of one number.
 */
export interface Forecast {
  assumed: string
  chance: number | null
  criticality: number
  drivers: Driver[]
  histogram: ([string, number])[]
  implied: Implied | null
  p15: string
  p50: string
  p85: string
  p95: string
  people: PersonName[]
  reason: Reason | null
  release_chance: number | null
  start: string | null
}

/** What keeps a blueprint from being finalised; nothing does when `reasons` is empty. */
export interface Gate {
  may_finalise: boolean
  reasons: string[]
  summary: string
}

/** What was handed over, as it was: `content` is the JSON that was stored. */
export interface Handoff {
  acknowledgements: Acknowledgement[]
  actor_name: string
  at: string
  blueprint_id: number
  content: Record<string, unknown>
  digest: string
  id: number
  note: string
  number: number
  revision_number: number
}

/** A skill of someone at a level of 1 (knows) to 5 (leads). */
export interface HeldSkill {
  level: number
  name: string
  skill_id: number
}

/**
 * One thing that matches: its group, title, a few words beside it, what it is (`team.person:3`), and the
 * address of its page.
 */
export interface Hit {
  kind: string
  ref: string
  subtitle: string
  title: string
  url: string
}

/** What was found, group by group, the best first within a group. */
export interface Hits {
  results: Hit[]
}

/** Someone who has a skill. */
export interface Holder {
  level: number
  name: string
  person_id: number
}

/** Days of work (p10, p90) that an estimate of one number stands for, by the record of such estimates. */
export interface Implied {
  high: number
  low: number
}

/** An import and how it went. */
export interface ImportRun {
  counts: Record<string, number>
  created_at: string
  created_by: string
  file_name: string
  finished_at: string | null
  id: number
  job_id: number | null
  mapping: Columns
  noun: string
  number: number
  problems: Problem[]
  product_id: number | null
  size: number
  source: string
  state: 'checked' | 'waiting' | 'running' | 'done' | 'failed' | 'undone'
  warnings: string[]
}

/** An open offer to join. */
export interface Invitation {
  email: string
  expires_at: string
  id: number
  role: 'viewer' | 'editor' | 'owner'
}

/** An invitation with the link to send; the link is shown this once. */
export interface InvitationLink {
  invitation: Invitation
  link: string
}

/** Everything about one item. `carried_by`: its release, its own or that of what it is part of. */
export interface Item {
  ancestors: Part[]
  carried_by: ReleaseName | null
  children: Part[]
  components: string[]
  cost_of_delay_cents: number | null
  deadline: string | null
  deadline_hard: boolean
  description: string
  earliest_start: string | null
  external_id: string
  forecast: Forecast | null
  high: number | null
  holds_up: Waiting[]
  id: number
  issue_type: string
  key: string
  kind: string
  labels: string[]
  level: string
  likely: number | null
  links: TrackerLink[]
  low: number | null
  mandatory: boolean
  milestone: boolean
  needs: Need[]
  opened_at: string | null
  owner_id: number | null
  owner_name: string
  parent_key: string
  people: number[]
  priority: string
  product_id: number
  progress: number
  release_id: number | null
  release_name: string
  resolution: string
  resolved_at: string | null
  source: string
  sprints: string[]
  started_on: string | null
  status: string
  story_points: number | null
  team_id: number | null
  title: string
  tracker_status: string
  value: number | null
  version: number
  versions: ([string, string])[]
  waits_for: Waiting[]
}

/** Long work and how far it is. `problem` is what went wrong, as a problem document; else empty. */
export interface JobStatus {
  actor_name: string
  created_at: string
  done: number
  finished_at: string | null
  id: number
  is_stopping: boolean
  name: string
  of: number
  problem: Record<string, unknown>
  result: Record<string, unknown>
  result_url: string
  started_at: string | null
  state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'
  step: string
  subject: string
  title: string
  tries: number
  url: string
}

/** An item that starts elsewhere than in the run that was kept to; `days` later, with `others` on it. */
export interface KeptMove {
  after: string
  before: string
  days: number
  key: string
  others: boolean
  text: string
  title: string
}

/**
 * A plan that keeps to `run`: what it moved all the same, and what a plan made anew would be.
 *
 * `held` are the keys of items that were asked to stay. A plan made anew ends `anew_days` working days
 * earlier and moves `anew_moves` items; where `anew` it was so much better that it was taken.
 */
export interface KeptTo {
  anew: boolean
  anew_days: number
  anew_moves: number
  held: string[]
  kept: number
  moves: KeptMove[]
  run: number
}

/** A figure from `baseline` to `target`; `progress` is how much of the way is gone, 0..1 and beyond. */
export interface KeyResult {
  baseline: number | null
  current: number | null
  id: number
  metric: string
  objective_id: number
  progress: number | null
  source: string
  target: number | null
  title: string
  unit: string
  version: number
}

/**
 * A blueprint without its text. `number` is that of its newest revision; `newest_handoff` that of the
 * last hand-off, or 0.
 */
export interface ListedBlueprint {
  changed_at: string
  id: number
  newest_handoff: number
  number: number
  product_id: number
  state: string
  title: string
  version: number
}

/** A hand-off without what was handed over; `digest` is the SHA-256 of that. */
export interface ListedHandoff {
  acknowledgements: Acknowledgement[]
  actor_name: string
  at: string
  blueprint_id: number
  digest: string
  id: number
  note: string
  number: number
  revision_number: number
}

/** One row of the list of items. `start` is the median, as `p50` is of the finish. */
export interface ListedItem {
  chance: number | null
  deadline: string | null
  high: number | null
  id: number
  key: string
  kind: string
  level: string
  likely: number | null
  low: number | null
  owner_name: string
  p50: string | null
  p85: string | null
  parent_key: string
  release_chance: number | null
  release_name: string
  start: string | null
  status: string
  title: string
  version: number
}

/** A blueprint as it once was, without its text. */
export interface ListedRevision {
  actor_name: string
  at: string
  number: number
  title: string
  why: string
}

/** Who acts, where, and with which rights; `user_id` is None for the administrator's shell. */
export interface Me {
  name: string
  role: 'viewer' | 'editor' | 'owner'
  scope: 'read' | 'write' | 'admin'
  user_id: number | null
  workspace: Workspace
}

/** A user and the role held in one workspace. */
export interface Member {
  email: string
  id: number
  name: string
  role: 'viewer' | 'editor' | 'owner'
  user_id: number
  version: number
}

/** How one item or release differs between two runs; `days` is the move of p85, None for new and gone. */
export interface Moved {
  days: number | null
  is_release: boolean
  key: string
  note: string
  p50: string | null
  p50_before: string | null
  p85: string | null
  p85_before: string | null
  title: string
}

/** `people` at once with `skill_id` at `level` or better; no skill means anybody. */
export interface Need {
  level: number
  people: number
  skill_id: number | null
  skill_name: string
}

/** A token at the only moment when its secret is known. */
export interface NewToken {
  secret: string
  token: Token
}

/** What the product is to achieve, with its key results. */
export interface Objective {
  description: string
  due_on: string | null
  id: number
  key_results: KeyResult[]
  owner_id: number | null
  owner_name: string
  product_id: number
  title: string
  version: number
}

/** Rows `(page - 1) * size` onward of `total`; `page` counts from 1. */
export interface Page_Away_ {
  page: number
  rows: Away[]
  size: number
  total: number
}

/** Rows `(page - 1) * size` onward of `total`; `page` counts from 1. */
export interface Page_Entry_ {
  page: number
  rows: Entry[]
  size: number
  total: number
}

/** Rows `(page - 1) * size` onward of `total`; `page` counts from 1. */
export interface Page_ListedItem_ {
  page: number
  rows: ListedItem[]
  size: number
  total: number
}

/** Rows `(page - 1) * size` onward of `total`; `page` counts from 1. */
export interface Page_Person_ {
  page: number
  rows: Person[]
  size: number
  total: number
}

/** Rows `(page - 1) * size` onward of `total`; `page` counts from 1. */
export interface Page_RecordedForecast_ {
  page: number
  rows: RecordedForecast[]
  size: number
  total: number
}

/** A child, an ancestor or a neighbour: enough for a link and its dates. */
export interface Part {
  key: string
  p50: string | null
  p85: string | null
  status: string
  title: string
}

/**
 * Someone of the team. `availability` is the share 0..1 of a full day; rates in minor units a day.
 *
 * `country` and `subdivision` are empty where the workspace's calendar holds.
 */
export interface Person {
  absences: Absence[]
  availability: number
  country: string
  day_rate_cents: number | null
  email: string
  external_id: string
  id: number
  initials: string
  joins_on: string | null
  leaves_on: string | null
  name: string
  notes: string
  ramp_weeks: number
  skills: HeldSkill[]
  source: string
  subdivision: string
  team_id: number | null
  team_name: string
  title: string
  version: number
}

/** A person as a plan shows them. */
export interface PersonName {
  id: number
  initials: string
  name: string
}

/** Someone for whom the product is made; `goals` and `pains` are Markdown. */
export interface Persona {
  description: string
  goals: string
  id: number
  name: string
  pains: string
  product_id: number
  version: number
}

/** One stored plan, without its items. */
export interface PlanRun {
  actor_name: string
  as_of: string
  basis: string[]
  convergence: number
  created_at: string
  draws: number
  drivers: Driver[]
  engine_version: string
  gap: number
  id: number
  inputs_hash: string
  items: number
  kept: KeptTo | null
  lower_bound: number
  makespan: number
  notes: string[]
  number: number
  p50: string | null
  p85: string | null
  product_id: number
  seed: number
  stale: boolean
  violations: string[]
}

/** One row as it would arrive: its key, and cells under the report's `shown` heads. */
export interface Preview {
  cells: string[]
  key: string
  row: number
}

/** What is wrong, where, and how to fix it (RFC 9457); `code` is stable. */
export interface Problem {
  code: string
  cure: string
  detail: string
  extra: Record<string, unknown>
  status: number
  title: string
  type: string
  where: string
}

/**
 * A product. `key` begins the keys of its items; `statement` says for whom and against which problem.
 *
 * `description` is Markdown. `budget_cents` is in minor units of the workspace's currency.
 */
export interface Product {
  budget_cents: number | null
  description: string
  id: number
  key: string
  name: string
  statement: string
  version: number
}

/** By the end of `day` the share `p` of the simulations is done. */
export interface Quantile {
  day: string
  p: number
}

/**
 * Why an item does not start earlier, in words. `day`: from when on the reason no longer holds; `item`
 * and `person`: numbers of what it waits for; `others`: what also holds until about then.
 */
export interface Reason {
  day: string | null
  item: number | null
  kind: string
  others: string[]
  person: number | null
  text: string
}

/** One forecast of the record. `held50`, `held85`: None while open, or not scored. */
export interface RecordedForecast {
  deadline: string | null
  ended_on: string | null
  engine_version: string
  first: boolean
  held50: boolean | null
  held85: boolean | null
  horizon_days: number
  id: number
  inputs_hash: string
  key: string
  layer: string
  made_on: string
  outcome: string
  p15: string
  p50: string
  p85: string
  p95: string
  product_id: number
  run_number: number
  subject: string
  subject_id: number
  team_name: string
  title: string
}

/** A release with its forecast from the latest run, and the run before for comparison. */
export interface Release {
  chance_before: number | null
  description: string
  forecast: Forecast | null
  growing: boolean
  id: number
  items: number
  moved_days: number | null
  name: string
  open_items: number
  product_id: number
  released_on: string | null
  target_on: string | null
  version: number
}

/** A release as an item shows it. */
export interface ReleaseName {
  id: number
  name: string
  target_on: string | null
}

/**
 * What a file holds, row by row; nothing has been written.
 *
 * `ready` rows would arrive. `problem_count` counts broken rows, `warning_count` those with a warning; of
 * both the first 200 are listed.
 */
export interface Report {
  columns: Column[]
  counts: Record<string, number>
  file: string
  mapping: Columns
  noun: string
  preview: Preview[]
  problem_count: number
  problems: Problem[]
  ready: number
  rows: number
  shown: string[]
  source: string
  warning_count: number
  warnings: Problem[]
}

/**
 * Findings in a text and about the plan, and the statements that were found in the text.
 *
 * `statements` have no traces that are not stored yet; `gate` is that of the text as given.
 */
export interface Reviewed {
  findings: Finding[]
  gate: Gate
  statements: Statement[]
}

/** A blueprint as it once was. */
export interface Revision {
  actor_name: string
  at: string
  number: number
  text: string
  title: string
  why: string
}

/** A rule of the review; `rule` is its name, `about` one line, `manual` Markdown. */
export interface Rule {
  about: string
  code: string
  family: string
  manual: string
  rule: string
  scope: string
  severity: 'error' | 'warning' | 'note'
}

/** How many dates of one level (percent) held. `low` and `high` bound the true share (95 %, Wilson). */
export interface Share {
  cases: number
  enough: boolean
  held: number
  high: number
  level: number
  low: number
  share: number | null
  text: string
}

/** The shares at 50 and 85 % of one team or one horizon; `value` filters by it. */
export interface SharesOf {
  label: string
  p50: Share
  p85: Share
  value: string
}

/** Something that people can do. */
export interface Skill {
  group: string
  id: number
  name: string
}

/**
 * A goal, requirement, story and so on. `start` to `end` are characters of the blueprint's text; id 0 is
 * not stored yet.
 */
export interface Statement {
  end: number
  id: number
  key: string
  kind: string
  line: number
  mentions: string[]
  parent_key: string
  part: string
  removed: boolean
  start: number
  suspect: boolean
  text: string
  traces: Trace[]
}

/**
 * Something that is pointed to. `key` is what people call it, `title` what it is about; `within` refers
 * to the whole that it belongs to, empty for none.
 */
export interface Subject {
  gone: boolean
  key: string
  open: boolean
  ref: string
  title: string
  within: string
}

/** A group of people. */
export interface Team {
  id: number
  name: string
}

/** Rows in reading order: releases with their items beneath, parents before parts; then the rest. */
export interface Timeline {
  links: TimelineLink[]
  rows: TimelineRow[]
  run: TimelineRun | null
  today: string
}

/**
 * A dependency: the row `target` waits for the row `source`. `violated`: the plan does not keep to it.
 */
export interface TimelineLink {
  kind: 'FS' | 'SS' | 'FF' | 'SF'
  lag_days: number
  source: string
  target: string
  violated: boolean
}

/**
 * A line of the timeline: an item or a release, `depth` levels under the top.
 *
 * `ref` says which, such as `roadmap.item:42`, and `parent` is the `ref` of the row that it stands under. A
 * release has no key. Both ends are medians. `critical` is the share, 0..1, of the simulations in which the
 * row lies on the longest chain, `moved_days` by how much later its p85 is than in the run before.
 */
export interface TimelineRow {
  chance: number | null
  critical: number
  deadline: string | null
  depth: number
  key: string
  kind: string
  level: string
  moved_days: number | null
  objective: string
  p50: string | null
  p85: string | null
  parent: string | null
  people: PersonName[]
  ref: string
  shape: 'bar' | 'summary' | 'release' | 'milestone'
  start: string | null
  status: string
  team: string
  title: string
}

/** The plan that the timeline shows. */
export interface TimelineRun {
  as_of: string
  created_at: string
  id: number
  number: number
  stale: boolean
}

/** An API token without its secret. */
export interface Token {
  created_at: string
  expires_at: string | null
  id: number
  last_used_at: string | null
  name: string
  owner_name: string
  prefix: string
  revoked_at: string | null
  scope: 'read' | 'write' | 'admin'
}

/** `subject` delivers a statement; suspect once the statement says something else than `checked_text`. */
export interface Trace {
  checked_at: string
  checked_by: string
  checked_text: string
  id: number
  subject: Subject
  suspect: boolean
}

/**
 * Whether dates came true. Each item and each release counts once, with the first date given for it
 * (with the first from that far away, by horizon), and at a level once its date has come due.
 */
export interface TrackRecord {
  alarms: Alarm[]
  cases: number
  entries: number
  horizons: SharesOf[]
  late_reports: number
  levels: Share[]
  next_due: string | null
  teams: SharesOf[]
  unscored: Unscored[]
}

/** A link as the tracker had it; `key` is empty when the target is not here. */
export interface TrackerLink {
  key: string
  target_key: string
  title: string
  verb: string
}

/**
 * An open question, or one that was resolved (answered) or accepted (gone on with without an answer).
 *
 * It stands in the list of `scope`, a product; `about` is the blueprint that it blocks, None for the whole
 * scope, and `part` a statement of that. `subjects` wait for the answer. Days are working days, money minor
 * units of the workspace's currency, `chance` that of a bad answer. `worth` is None before it was computed.
 */
export interface Uncertainty {
  about: Subject | null
  blocking: boolean
  chance: number | null
  detail: string
  due_on: string | null
  evidence: Evidence[]
  id: number
  instead: string
  instead_cents: number | null
  instead_days: number | null
  owner_id: number | null
  owner_name: string
  part: Subject | null
  question: string
  resolution: string
  resolved_at: string | null
  resolved_by: string
  scope: Subject
  state: string
  subjects: Subject[]
  test: string
  test_cents: number
  test_days: number
  version: number
  worth: Worth | null
  wrong: string
  wrong_cents: number
  wrong_days: number
}

/** How much of an import was undone: rows removed, rows with their old values, people removed. */
export interface Undone {
  people: number
  removed: number
  restored: number
}

/** So many forecasts are not scored at 85 %, and why. */
export interface Unscored {
  cases: number
  reason: string
}

/** One end of a dependency, seen from the other. */
export interface Waiting {
  id: number
  key: string
  kind: string
  lag_days: number
  title: string
}

/** The answer to "why this date?". */
export interface Why {
  absences: string[]
  chain: WhyStep[]
  chance: number | null
  deadline: string | null
  estimate: string
  key: string
  notes: string[]
  others: string[]
  p50: string | null
  p85: string | null
  people: WhyPerson[]
  run_number: number | null
  start: string | null
  summary: string
  title: string
}

/** Someone on the item, and why they could be chosen. */
export interface WhyPerson {
  id: number
  name: string
  text: string
}

/** One link of the chain from an item's start back to the start of the plan. */
export interface WhyStep {
  day: string | null
  key: string
  text: string
  title: string
}

/** A tenant as its members see it. */
export interface Workspace {
  currency: string
  id: number
  is_demo: boolean
  name: string
  slug: string
  version: number
}

/**
 * What an answer is worth, as computed from a plan.
 *
 * Amounts are minor units of the workspace's currency where `priced`, else working days. `value` is what
 * knowing is worth at most, `test` what finding out takes, `gain` the difference; `loss_wrong` what a bad
 * answer costs when found out late, `loss_instead` what acting in time costs, both with all that waits.
 * `chance_right` and `chance_wrong`: probability that `target` makes its date with a good and a bad answer.
 * `run` is the plan run that was newest then, 0 for none; `stale` once a newer plan was made.
 */
export interface Worth {
  act: string
  at: string | null
  basis: string
  chance_right: number | null
  chance_wrong: number | null
  delay_instead: number | null
  delay_wrong: number
  draws: number
  gain: number
  loss_instead: number | null
  loss_wrong: number
  priced: boolean
  run: number
  stale: boolean
  target: string
  test: number
  value: number
}
