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

/**
 * What taking an act back did: `restored` items; what was changed since and so stays, by key and in
 * words.
 */
export interface ActUndone {
  batch: string
  kept: ([string, string])[]
  restored: number
}

/**
 * What the best set is asked for: the 85 % date (`p85`) of `ref`, or the `chance` of its target date.
 * `ref` is a release, a product or a portfolio, empty for the whole plan.
 *
 * `budget_cents`, minor units, and `days` are what there is; None and a skill that is not named are
 * unlimited.
 */
export interface AdviceAsked {
  budget_cents: number | null
  days: SkillDays[]
  objective: string
  ref: string
}

/**
 * A proposed response in an answer. `gain`: by how much the objective is worse without it where it is
 * chosen, and better with it where it is not; working days or a share of simulations, with its standard
 * `error`; None where it could not compete. `reason` says why it is left out.
 */
export interface AdvisedResponse {
  based_on: number
  chosen: boolean
  cost_cents: number
  days: number
  error: number | null
  gain: number | null
  kind: string
  reason: string
  response_id: number
  risk_event: string
  risk_id: number
  risk_key: string
  skill_name: string
  title: string
}

/**
 * Of `cases` dates of a level that did not overlap `held` held: not as often as stated, or too often. If
 * they held as stated, at most one of `odds` records would ever look like this.
 */
export interface Alarm {
  cases: number
  held: number
  level: number
  odds: number
  text: string
  too_early: boolean
}

/** Earlier feedback that may say the same; `chance` that somebody would call the two duplicates. */
export interface Alike {
  chance: number
  company_name: string
  feedback_id: number
  received_on: string
  text: string
}

/** The share of somebody's day, 0 to 1, that a product gets from a day on; None: from the beginning. */
export interface Allocation {
  from_on: string | null
  person_id: number
  product_id: number
  share: number
}

/** `cents` minor units of `currency`. */
export interface Amount {
  cents: number
  currency: string
}

/** How many answers became feedback, and how many were so already. */
export interface AnswersTaken {
  added: number
  there: number
}

/**
 * A date as it stood: of the product itself, or of a release of it with the chance of its target date.
 * `days` is what all risks together cost its p85.
 */
export interface AssessedDate {
  chance: number | null
  days: number
  name: string
  p50: string
  p85: string
  p85_without: string | null
  ref: string
}

/**
 * An open risk as it stood. `probability` and `delay` are what its owner stated, `left` the probability
 * after the responses that were chosen, by title in `taken`.
 *
 * `days` is what it cost the p85 in the plan run that was newest, with half of the 95 % interval of that;
 * `expected` is probability times delay, which a risk has that no plan has met yet. `money` in minor units.
 * Of the things that it touched `open` were not finished.
 */
export interface AssessedRisk {
  cost_cents: number | null
  days: number
  delay: number | null
  event: string
  expected: number | null
  key: string
  left: number | null
  margin: number
  money: number | null
  open: number
  owner: string
  probability: number | null
  review_on: string | null
  risk_id: number
  taken: string[]
  touches: string[]
  work: number | null
}

/**
 * How the risks of a product stood (of the whole plan with an empty `ref`) when plan run `run` was the
 * newest, and what had changed since assessment `before`, taken at `since`; None for the first.
 *
 * `outdated`: risks had changed since that run. `kept`: chance that all risks cost no more than the reserve
 * of money, None without one. `left_out` counts risks beyond those that are listed.
 */
export interface Assessment {
  alerts: RiskAlert[]
  before: number | null
  brief: AssessmentInBrief
  dates: AssessedDate[]
  kept: number | null
  left_out: number
  moves: RiskMove[]
  outdated: boolean
  risks: AssessedRisk[]
  since: string | null
}

/** An assessment in the history: see `Assessment`. `risks`, `moves` and `alerts` are how many. */
export interface AssessmentInBrief {
  alerts: number
  cause: 'plan' | 'cadence' | 'asked'
  days: number
  id: number
  lowest: number | null
  money: number | null
  moves: number
  name: string
  p85: string
  ref: string
  risks: number
  run: number
  taken_at: string
  taken_by: string
}

/**
 * How a product is assessed: every so many `weeks`, 0 for only after plans. Alerts: a chance that is less
 * than `chance_below`, exposure that grows by more than `grown_days`, a new risk of more than `new_days`,
 * reviews that are `overdue`, and for all products together a reserve of money that is kept with less than
 * `chance_below`. None alerts of nothing.
 */
export interface AssessmentRule {
  chance_below: number | null
  grown_days: number | null
  name: string
  new_days: number | null
  overdue: boolean
  ref: string
  reserve_cents: number | null
  version: number
  weeks: number
}

/** A file (`size` bytes of the media type `kind`, and no `url`) or a link (its `url`) of `subject`. */
export interface Attachment {
  added_at: string
  added_by: string
  id: number
  kind: string
  name: string
  size: number
  subject: string
  url: string
  version: number
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

/**
 * Who asks for something: what was said, votes, and each company once, with what those pay a year, in
 * each currency. `unnamed`: pieces of feedback without a company. `more`: sentences that are not listed.
 * `against`: what was said against it, by `opposed` companies, which count nowhere else unless they also ask
 * for it.
 */
export interface Behind {
  against: Heard[]
  companies: number
  heard: Heard[]
  more: number
  opposed: number
  revenue: Amount[]
  unnamed: number
  votes: Vote[]
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

/** A date now and a week before, with the chance of its target date. */
export interface BriefDate {
  chance: number | null
  chance_before: number | null
  days: number
  name: string
  p85: string
  p85_before: string | null
  ref: string
}

/** A response that was chosen and is not done; `work` says where its work stands. */
export interface BriefResponse {
  cost_cents: number
  days: number
  id: number
  risk: string
  risk_id: number
  title: string
  work: string
}

/** What an act on many items did: `changed` of `items`; `undo_batch` takes `batch` back. */
export interface BulkDone {
  batch: string
  changed: number
  items: number
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

/**
 * What becomes of a cell, as texts. `refused` says why it stays as it is; it is `stale` when somebody
 * else changed it since it was read: `old` is theirs then, `new` mine.
 */
export interface CellChange {
  column: string
  new: string
  old: string
  refused: string
  stale: boolean
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

/** A way to read a column. `word` chooses it, in `Columns.readings` or after `--read` in the shell. */
export interface Choice {
  samples: Sample[]
  word: string
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
 * `separator` parts the values of one cell into a list; `AUTO` leaves it to the column's values, and empty
 * means that lists are repeated columns. `encoding` and `delimiter` are those of the file, found out where
 * they are empty. `readings`: what was chosen of how a column is read, by header, and
 * under the empty header for the whole file, in the words of `kit.tables.deciding`, as "month-first"; all
 * else is decided from the values. A length of work in words counts with the hours of a day and the days of
 * a week. `values`: field to the file's word to ours; `people`: a name of
 * the file to the number of a person, `new` or `no one`.
 */
export interface Columns {
  connector: string
  days_a_week: number
  delimiter: string
  encoding: string
  fields: Record<string, string>
  hours_a_day: number
  name: string
  noun: string
  people: Record<string, string>
  readings: Record<string, string>
  separator: string
  values: Record<string, Record<string, string>>
}

/**
 * What someone said about `subject`, a reference such as `roadmap.item:42`, in Markdown.
 *
 * `author_id` is the user's number, None for one who has no account here or wrote it in a tracker, which
 * `source` names then. `mentions` are the names after an `@` that stand for members.
 */
export interface Comment {
  author_id: number | null
  author_name: string
  body: string
  edited_at: string | null
  id: number
  mentions: string[]
  quoted: Quote | null
  source: string
  subject: string
  version: number
  written_at: string
}

/**
 * A customer or one to be. `revenue_cents` is what it pays a year, in minor units of `currency`, None
 * where that is not known; `contacts` is how many people are known there, `feedback` how many pieces they
 * said.
 */
export interface Company {
  contacts: number
  currency: string
  feedback: number
  id: number
  name: string
  notes: string
  owner_id: number | null
  owner_name: string
  plan: string
  revenue_cents: number | null
  segment: string
  version: number
  website: string
}

/**
 * A company whose products compete with ours: with those of `against`, with all where that is empty.
 * `known` facts are recorded of it, of which `expired` have expired.
 */
export interface Competitor {
  against: Subject[]
  expired: number
  id: number
  known: number
  name: string
  notes: string
  plans: CompetitorPlan[]
  version: number
  website: string
}

/** A plan that a competitor sells, with its prices, newest first. */
export interface CompetitorPlan {
  id: number
  name: string
  notes: string
  prices: Price[]
  version: number
}

/**
 * After how many months facts expire, and the exchange rates by which prices are compared. `version` is 0
 * while no one has set anything.
 */
export interface CompetitorSettings {
  currency: string
  months: number
  rates: ExchangeRate[]
  version: number
}

/**
 * Somebody at a company. `consent` says whether they agreed to be contacted, and `consent_on` since when;
 * once erased, nothing that identifies them is left.
 */
export interface Contact {
  company_id: number | null
  company_name: string
  consent: string
  consent_on: string | null
  email: string
  erased_at: string | null
  id: number
  name: string
  notes: string
  title: string
  version: number
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

/**
 * A field of the workspace's own. `handle` names it in formulas, `choices` are those of a choice,
 * `result` is what a formula gives: number, date, text or truth. `items` have a value.
 */
export interface CustomField {
  choices: string[]
  formula: string
  handle: string
  id: number
  items: number
  kind: 'text' | 'number' | 'date' | 'choice' | 'person' | 'formula'
  name: string
  result: string
  version: number
}

/**
 * What an item has in a custom field: `text` as it is shown; `value` a number, a date, a text, or the
 * number of a person.
 */
export interface CustomValue {
  field_id: number
  kind: 'text' | 'number' | 'date' | 'choice' | 'person' | 'formula'
  name: string
  text: string
  value: string | number | null
}

/**
 * What one date would gain without a risk, in working days; below 0, what an opportunity gains it.
 *
 * `days` on average, with the standard error of that; at the median and at p85, with the standard error of
 * the latter; `chance` is what the chance of the target date would gain, None without one.
 */
export interface DateEffect {
  chance: number | null
  days: number
  error: number
  p50: number
  p85: number
  p85_error: number
}

/** Something to decide, and what it is about, by reference. */
export interface Decision {
  about: string
  text: string
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

/** A field that a row changes: its label, and the values before and after in words. */
export interface Differs {
  after: string
  before: string
  label: string
}

/** An item's share, 0..1, of the variance of a finish. */
export interface Driver {
  key: string
  share: number
  title: string
}

/** What a fact was before, from `since` to `until`. */
export interface EarlierFact {
  answer: 'yes' | 'partly' | 'no' | 'unverified' | 'unknown'
  id: number
  seen_by: string
  seen_on: string | null
  since: string | null
  source: string
  until: string
}

/**
 * What the island is given: the review of the text in the field, and the addresses that it asks for. A
 * text of more than `most` characters is reviewed once it is saved.
 */
export interface Editor {
  ask_url: string
  most: number
  read_only: boolean
  review: Reviewed
  review_url: string
  rules_url: string
}

/** An e-mail to a member and what became of it: `answer` is what the mail server said last. */
export interface Email {
  answer: string
  due_at: string
  id: number
  made_at: string
  state: 'waiting' | 'sending' | 'sent' | 'failed' | 'unsure' | 'dropped'
  subject: string
  to: string
  tries: number
}

/**
 * One recorded change; `changes` maps a field to its value before and after. `actor_id` is the user's
 * number, None for the program itself.
 */
export interface Entry {
  actor_id: number | null
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

/** What one unit of `currency` is worth in the workspace's currency, as someone stated. */
export interface ExchangeRate {
  currency: string
  id: number
  rate: string
  stated_by: string
  stated_on: string
  version: number
}

/**
 * A date of a plan run: `ref` is a release, a product or a portfolio, empty for the whole plan.
 *
 * `p50`, `p85` and `chance` are those of the run; those `without` any risk come from the same simulations,
 * and are None where weekly counts give the dates of the run. `p85_error`: half of the 95 % interval of the
 * p85, working days, from the number of simulations. `together`: what all risks cost it.
 */
export interface ExposedDate {
  chance: number | null
  chance_without: number | null
  curve: LossCurve
  joint: JointChance | null
  name: string
  p50: string
  p50_without: string | null
  p85: string
  p85_error: number
  p85_without: string | null
  ref: string
  together: DateEffect
}

/**
 * What the risks of the register cost plan run `run`. `left_out` counts risks beyond those that are kept,
 * all of which cost less. `money`: what all together cost on average, with its standard error and the curve
 * of that. `basis` says what is counted. `outdated` says that risks have changed since.
 */
export interface Exposure {
  as_of: string
  basis: string[]
  computed_at: string
  dates: ExposedDate[]
  digest: string
  draws: number
  left_out: number
  money: number | null
  money_curve: LossCurve | null
  money_error: number | null
  outdated: boolean
  risks: RiskExposure[]
  run: number
  seed: number
  settled: number
}

/**
 * Whether a competitor has a feature, as someone saw it. `id` stands for the two, also while nothing is
 * known: then `answer` is unknown, which is never a no, and `row` is empty. `since`: when the answer was
 * seen first; `seen_on`: when last; it expires after `expires_on`, never where that is empty. `resting`: how
 * many items and requirements rest on it.
 */
export interface Fact {
  answer: 'yes' | 'partly' | 'no' | 'unverified' | 'unknown'
  competitor_id: number
  competitor_name: string
  expires_on: string | null
  feature_id: number
  feature_name: string
  freshness: 'fresh' | 'soon' | 'expired' | 'none'
  id: number
  resting: number
  row: number | null
  seen_by: string
  seen_on: string | null
  since: string | null
  source: string
  version: number
}

/** How many facts were checked and still hold. */
export interface FactsRenewed {
  renewed: number
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
 * A row of the matrix of a product. `own`: whether we have it; `item` is to bring it where that is
 * planned. `facts`: one for each competitor of the product, in the order of their names.
 */
export interface Feature {
  description: string
  facts: Fact[]
  id: number
  item: Subject | null
  name: string
  own: string
  product: Subject
  version: number
}

/**
 * What somebody said, word for word, on a day. `channel` says who or where; `kind` is empty until it is
 * decided; `links` are what it asks for.
 *
 * `theme_by`: who put it into its theme, or into none: engine, person, or empty until it was read;
 * `theme_weight` (0 to 1) how clearly it belongs there, and `theme_model` which version of the model said
 * so.
 */
export interface Feedback {
  author: string
  channel: string
  company_id: number | null
  company_name: string
  contact_id: number | null
  contact_name: string
  id: number
  kind: string
  language: string
  link: string
  links: FeedbackLink[]
  received_on: string
  state: string
  text: string
  theme_by: string
  theme_id: number | null
  theme_kind: string
  theme_model: string
  theme_name: string
  theme_weight: number | null
  version: number
}

/**
 * What a piece of feedback asks for, or against. `passage` are the words of it that say so, empty for all
 * of it, and `start` and `end` where they stand in the text.
 */
export interface FeedbackLink {
  added_at: string
  added_by: string
  end: number | null
  id: number
  importance: number
  is_against: boolean
  passage: string
  start: number | null
  target: Subject
}

/** Of statements from `low` to below `high`: how many, what they stated and what came on average. */
export interface Fifth {
  came: number
  high: number
  low: number
  stated: number
  statements: number
}

/**
 * `value` with the 90 % interval `low` to `high`, of `n` people; `says` is False where the interval is
 * too wide to say anything.
 */
export interface Figure {
  high: number
  low: number
  n: number
  says: boolean
  value: number
}

/**
 * A defect, by the rule `code`, at a place and at those of `also`.
 *
 * `start` to `end` are characters of the text, `line` and `column` begin at 1; `path` is `plan` where it is
 * about no text. `subject` is what it is about in the plan, such as an item.
 */
export interface Finding {
  also: Place[]
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

/** How many notifications were marked done. */
export interface Finished {
  done: number
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

/** By how many points of chance, -1 to 1, a signal makes the slip likelier than it usually is. */
export interface FoundReason {
  points: number
  signal: string
}

/**
 * What the items that were replanned would gain were all others planned anew with them: so many working
 * days earlier on average and at their end, for so many `moves` of both.
 */
export interface Gain {
  days: number
  end_days: number
  moves: number
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

/** One sentence behind something: the piece of feedback and its link. */
export interface Heard {
  feedback: Feedback
  link: FeedbackLink
}

/** A skill of someone at a level of 1 (knows) to 5 (leads). */
export interface HeldSkill {
  level: number
  name: string
  skill_id: number
}

/** A passage of notes, with tags. */
export interface Highlight {
  added_at: string
  added_by: string
  end: number
  id: number
  passage: string
  session_id: number
  start: number
  tags: string[]
}

/**
 * One thing that matches: its group, title, a few words beside it, what it is (`team.person:3`), the
 * address of its page, and its key where it has one.
 */
export interface Hit {
  key: string
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

/**
 * An import and how it went. While it is `checking`, a job looks at a large file. `kinds`: what is worth
 * knowing, by kind; `repairs`: row to header to text that stands in the cell instead; `new_key` and
 * `new_name`: of a product that its start will make.
 */
export interface ImportRun {
  counts: Record<string, number>
  created_at: string
  created_by: string
  file_name: string
  finished_at: string | null
  id: number
  job_id: number | null
  kinds: Kind[]
  mapping: Columns
  new_key: string
  new_name: string
  noun: string
  number: number
  problems: RowProblem[]
  product_id: number | null
  repairs: Record<string, Record<string, string>>
  size: number
  source: string
  state: 'checking' | 'checked' | 'waiting' | 'running' | 'done' | 'failed' | 'undoing' | 'undone'
  warnings: string[]
}

/**
 * A statement about people. `people`, how many different ones are behind its evidence; `methods`, by how
 * many ways it was found; `against`, how many speak against it.
 */
export interface Insight {
  against: number
  evidence: InsightEvidence[]
  id: number
  links: InsightLink[]
  methods: number
  notes: string
  owner_id: number | null
  owner_name: string
  people: number
  product: Subject | null
  study_id: number | null
  study_title: string
  title: string
  version: number
}

/**
 * What speaks for an insight, or against it. `text` are the words or the question; `place`, where they
 * come from; `people`, how many are behind it; `page`, the reference whose page shows it.
 */
export interface InsightEvidence {
  gone: boolean
  id: number
  is_against: boolean
  method: string
  page: string
  people: number
  place: string
  source: string
  text: string
}

export interface InsightLink {
  id: number
  target: Subject
}

/**
 * The key of a program that may send feedback, and nothing else. Of its secret only `prefix` is shown.
 */
export interface IntakeKey {
  id: number
  is_revoked: boolean
  made_at: string
  name: string
  prefix: string
  used_at: string | null
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

/**
 * Everything about one item. `carried_by`: its release, its own or that of what it is part of.
 * `status_name` is the workspace's own word for its status.
 */
export interface Item {
  ancestors: Part[]
  carried_by: ReleaseName | null
  children: Part[]
  components: string[]
  cost_of_delay_cents: number | null
  custom: CustomValue[]
  deadline: string | null
  deadline_hard: boolean
  description: string
  earliest_start: string | null
  external_id: string
  extra: Record<string, unknown>
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
  own_status_id: number | null
  owner_id: number | null
  owner_name: string
  parent_key: string
  people: number[]
  people_names: string[]
  priority: 'urgent' | 'high' | 'medium' | 'low' | null
  product_id: number
  product_key: string
  product_name: string
  progress: number
  release_id: number | null
  release_name: string
  reporter: string
  resolution: string
  resolved_at: string | null
  source: string
  sprints: string[]
  started_on: string | null
  status: string
  status_name: string
  story_points: number | null
  team_id: number | null
  title: string
  tracker_priority: string
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

/**
 * Chance to be done by `days[i]` and to cost no more than `money[j]`, minor units: `chances[i][j]`, for
 * quantiles at `levels`. `cloud` are some simulations, each its end in working days and its costs; `ends`
 * are the quantiles of the end in working days.
 */
export interface JointChance {
  chances: number[][]
  cloud: ([number, number])[]
  days: string[]
  ends: number[]
  levels: number[]
  money: number[]
}

/** An item that starts elsewhere than in the run that was kept to; `days` later, with `others` on it. */
export interface KeptMove {
  after: string
  before: string
  days: number
  key: string
  others: boolean
  product: string
  text: string
  title: string
}

/**
 * A plan that keeps to `run`: what it moved all the same, and what a plan made anew would be.
 *
 * `kept` items are where they were, `stays` those of each product, by its key. `held` are the keys of
 * items that were asked to stay, `accepted` those of moves that were agreed to, of which `missed` could
 * not be made: from where they were to go to where they are, and the rule. A plan made anew ends
 * `anew_days` working days earlier and moves `anew_moves` items; where `anew` it was so much better that
 * it was taken. Where some products were replanned around the others, `gain` is what moving these would
 * bring. `passed`, by the key of an item that stays, is there with the moves.
 */
export interface KeptTo {
  accepted: string[]
  anew: boolean
  anew_days: number
  anew_moves: number
  gain: Gain | null
  held: string[]
  kept: number
  missed: KeptMove[]
  moves: KeptMove[]
  passed: Record<string, Passed>
  run: number
  stays: Record<string, number>
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

/** Everything of one kind that is wrong with a file or worth knowing of it: `first` stands for `many`. */
export interface Kind {
  first: RowProblem
  left_out: boolean
  many: number
}

/** A label, and how many items have it. */
export interface Label {
  colour: 'grey' | 'blue' | 'green' | 'yellow' | 'orange' | 'red' | 'purple'
  id: number
  items: number
  name: string
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

/**
 * One row of the list of items. `start` is the median, as `p50` is of the finish. `people` are those
 * chosen to do it.
 */
export interface ListedItem {
  chance: number | null
  cost_of_delay_cents: number | null
  custom: CustomValue[]
  deadline: string | null
  earliest_start: string | null
  high: number | null
  id: number
  key: string
  kind: string
  labels: string[]
  level: string
  likely: number | null
  low: number | null
  own_status_id: number | null
  owner_id: number | null
  owner_name: string
  p50: string | null
  p85: string | null
  parent_key: string
  people: number[]
  people_names: string[]
  priority: 'urgent' | 'high' | 'medium' | 'low' | null
  product_key: string
  product_name: string
  progress: number
  release_chance: number | null
  release_id: number | null
  release_name: string
  resolved_at: string | null
  start: string | null
  status: string
  status_name: string
  story_points: number | null
  team_id: number | null
  title: string
  value: number | null
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

/** What fills a week: an item with the days that it takes of the person. */
export interface LoadItem {
  days: number
  key: string
  product: string
  title: string
}

/**
 * Person by week from the newest run, work of all products in each week; `run` is its number, None
 * without one. Where products were asked about, those alone who work for them in these weeks.
 */
export interface LoadTable {
  rows: PersonLoad[]
  run: number | null
  stale: boolean
  weeks: string[]
}

/** In a share `chances[i]` of simulations all risks together cost more than `losses[i]`. */
export interface LossCurve {
  chances: number[]
  losses: number[]
}

/**
 * When a member is mailed notifications of each reason. The daily digest comes at `hour` o'clock in the
 * time zone `zone`, such as Europe/Vienna.
 */
export interface MailChoices {
  alert: 'once' | 'daily' | 'never'
  assigned: 'once' | 'daily' | 'never'
  hour: number
  mentioned: 'once' | 'daily' | 'never'
  owner: 'once' | 'daily' | 'never'
  plan: 'once' | 'daily' | 'never'
  version: number
  watching: 'once' | 'daily' | 'never'
  zone: string
}

/**
 * What a mailbox brought: messages that wait now, those that were there, those set aside as spam, and
 * what could not be read, each with its place in the file and why.
 */
export interface MailTaken {
  known: number
  more_unread: number
  spam: number
  unread: string[]
  waiting: number
}

/** One act on many rows: its batch, by which it is undone, how many were meant and how many changed. */
export interface ManyChanged {
  batch: string
  changed: number
  meant: number
}

/** How many rows have their old values again, and how many stay as they were changed since. */
export interface ManyUndone {
  kept: number
  restored: number
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

/**
 * How one item or release differs between two runs; `days` is the move of p85, None for new and gone.
 *
 * `why` is the main cause, a sentence without its subject, of a parent or release that of what moved inside;
 * empty where the newer run does not keep to the other.
 */
export interface Moved {
  days: number | null
  is_release: boolean
  key: string
  note: string
  p50: string | null
  p50_before: string | null
  p85: string | null
  p85_before: string | null
  product: string
  title: string
  why: string
}

/** Whom a member is among the people. */
export interface MyPerson {
  id: number
  name: string
}

/**
 * Someone whom the file names, in how many rows, and who it is.
 *
 * `person`: the number of a person, `NEW` or `NO_ONE`; `by`: what they were known by (e-mail, name, account,
 * chosen), empty for a new one.
 */
export interface Name {
  by: string
  many: number
  person: string
  text: string
}

/** `people` at once with `skill_id` at `level` or better; no skill means anybody. */
export interface Need {
  level: number
  people: number
  skill_id: number | null
  skill_name: string
}

/** A key with its secret, which is known only now. */
export interface NewIntakeKey {
  key: IntakeKey
  secret: string
}

/** A token at the only moment when its secret is known. */
export interface NewToken {
  secret: string
  token: Token
}

/**
 * One line of a member's inbox: who did what to `title`, and why the member is told. `target` refers to
 * what it leads to, `many` counts changes that are told at once.
 */
export interface Notification {
  actor_name: string
  at: string
  done_at: string | null
  id: number
  many: number
  reason: 'mentioned' | 'alert' | 'assigned' | 'owner' | 'watching' | 'plan'
  subject: string
  target: string
  text: string
  title: string
  verb: string
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

/** How many chose an option, and which share of those who answered. */
export interface OptionFigures {
  chosen: number
  option: string
  share: Figure | null
}

/**
 * A status to choose; `means` is what planning takes it for. Without a row of the workspace (`id` None)
 * it is one of the five built in. `items` have it.
 */
export interface OwnStatus {
  colour: 'grey' | 'blue' | 'green' | 'yellow' | 'orange' | 'red' | 'purple'
  id: number | null
  items: number
  means: 'backlog' | 'ready' | 'in_progress' | 'done' | 'cancelled'
  name: string
  version: number
}

/** Rows `(page - 1) * size` onward of `total`; `page` counts from 1. */
export interface Page_AssessmentInBrief_ {
  page: number
  rows: AssessmentInBrief[]
  size: number
  total: number
}

/** Rows `(page - 1) * size` onward of `total`; `page` counts from 1. */
export interface Page_Away_ {
  page: number
  rows: Away[]
  size: number
  total: number
}

/** Rows `(page - 1) * size` onward of `total`; `page` counts from 1. */
export interface Page_Comment_ {
  page: number
  rows: Comment[]
  size: number
  total: number
}

/** Rows `(page - 1) * size` onward of `total`; `page` counts from 1. */
export interface Page_Company_ {
  page: number
  rows: Company[]
  size: number
  total: number
}

/** Rows `(page - 1) * size` onward of `total`; `page` counts from 1. */
export interface Page_Contact_ {
  page: number
  rows: Contact[]
  size: number
  total: number
}

/** Rows `(page - 1) * size` onward of `total`; `page` counts from 1. */
export interface Page_Email_ {
  page: number
  rows: Email[]
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
export interface Page_Fact_ {
  page: number
  rows: Fact[]
  size: number
  total: number
}

/** Rows `(page - 1) * size` onward of `total`; `page` counts from 1. */
export interface Page_Feature_ {
  page: number
  rows: Feature[]
  size: number
  total: number
}

/** Rows `(page - 1) * size` onward of `total`; `page` counts from 1. */
export interface Page_Feedback_ {
  page: number
  rows: Feedback[]
  size: number
  total: number
}

/** Rows `(page - 1) * size` onward of `total`; `page` counts from 1. */
export interface Page_Insight_ {
  page: number
  rows: Insight[]
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
export interface Page_Notification_ {
  page: number
  rows: Notification[]
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
export interface Page_Post_ {
  page: number
  rows: Post[]
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

/** Rows `(page - 1) * size` onward of `total`; `page` counts from 1. */
export interface Page_Relay_ {
  page: number
  rows: Relay[]
  size: number
  total: number
}

/** Rows `(page - 1) * size` onward of `total`; `page` counts from 1. */
export interface Page_RiskProposal_ {
  page: number
  rows: RiskProposal[]
  size: number
  total: number
}

/** Rows `(page - 1) * size` onward of `total`; `page` counts from 1. */
export interface Page_StatedProbability_ {
  page: number
  rows: StatedProbability[]
  size: number
  total: number
}

/** Rows `(page - 1) * size` onward of `total`; `page` counts from 1. */
export interface Page_Study_ {
  page: number
  rows: Study[]
  size: number
  total: number
}

/** Rows `(page - 1) * size` onward of `total`; `page` counts from 1. */
export interface Page_SupportProblem_ {
  page: number
  rows: SupportProblem[]
  size: number
  total: number
}

/** Rows `(page - 1) * size` onward of `total`; `page` counts from 1. */
export interface Page_SurveyResponse_ {
  page: number
  rows: SurveyResponse[]
  size: number
  total: number
}

/** Rows `(page - 1) * size` onward of `total`; `page` counts from 1. */
export interface Page_Theme_ {
  page: number
  rows: Theme[]
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

/** Somebody of a study; without a contact known by a number alone. `sus`: ten answers, or none. */
export interface Participant {
  consent: string
  consent_on: string | null
  contact_id: number | null
  contact_name: string
  id: number
  number: number
  segment: string
  study_id: number
  sus: number[]
  version: number
}

/** The System Usability Scale of one participant, 0 to 100. */
export interface ParticipantScore {
  participant_id: number
  score: number
}

/**
 * What moved past an item that stays: a sentence about what is `gone` from ahead of it, and one about
 * what has `come` there; "" for none.
 */
export interface Passed {
  come: string
  gone: string
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

/** Somebody's weeks, in the order of the table. */
export interface PersonLoad {
  person: PersonName
  team: string
  weeks: WeekLoad[]
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

/** Characters of a text, and what stands there. */
export interface Place {
  end: number
  excerpt: string
  start: number
}

/**
 * One stored plan, without its items. It holds all of `products`, in their order.
 *
 * With `product_id` items, dates, drivers, notes and basis are those of that product's part, and `stale`
 * says whether anything that can move its dates has changed; None for the whole. With `product_ids` they are
 * those of these products together, dates and drivers only where the run holds them as a portfolio. A list
 * of runs leaves out `together` and the moves of `kept`. `thinned_on`: the dates of its items are gone.
 */
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
  kind: 'plan' | 'proposal'
  lower_bound: number
  makespan: number
  mode: 'strict' | 'balanced'
  notes: string[]
  number: number
  p50: string | null
  p85: string | null
  portfolios: RunPortfolio[]
  product_id: number | null
  product_ids: number[]
  products: RunProduct[]
  robust: Robust | null
  seed: number
  stale: boolean
  thinned_on: string | null
  together: Together | null
  violations: string[]
}

/**
 * A page for people without a log-in: what is asked of a product, planned and shipped, with votes, and a
 * form. `path` is its address as long as it is open; `waiting`: posts that no one looked at yet.
 */
export interface Portal {
  entries: number
  id: number
  intro: string
  path: string
  product: Subject | null
  state: 'open' | 'revoked'
  takes_posts: boolean
  takes_votes: boolean
  title: string
  version: number
  waiting: number
}

/**
 * What a member wrote for a portal. Only what is published is shown there. `target`: the item or
 * requirement behind it, which the portal never shows. `votes` are confirmed by e-mail, `unconfirmed` wait
 * for that and count nowhere; `companies` are those whose contacts voted, with what they pay a year.
 */
export interface PortalEntry {
  companies: number
  id: number
  is_published: boolean
  portal_id: number
  revenue: Amount[]
  status: string
  target: Subject | null
  text: string
  title: string
  unconfirmed: number
  version: number
  votes: number
}

/**
 * All products in their order, the first counts most, and who works for which.
 *
 * Strict: a lower product never delays a higher one. Balanced: the weights decide.
 */
export interface Portfolio {
  allocations: Allocation[]
  mode: 'strict' | 'balanced'
  products: RankedProduct[]
  team_shares: TeamShare[]
  version: number
}

/**
 * What came in from outside, word for word. It waits until a member accepts it, which makes it feedback
 * (`feedback_id`), rejects it, or says that it is spam. `doubts` are reasons to look twice; an address that
 * was typed or stands in an e-mail proves nobody, so that no post has a contact.
 */
export interface Post {
  author: string
  came_by: string
  doubts: string[]
  email: string
  feedback_id: number | null
  id: number
  received_at: string
  state: string
  text: string
  version: number
  way: string
}

/** One row as it would arrive: its key, and cells under the report's `shown` heads. */
export interface Preview {
  cells: string[]
  key: string
  row: number
}

/**
 * What a plan costs from a day on: `amount_cents` minor units of `currency` a month, a year or once, for
 * each seat or for all.
 */
export interface Price {
  amount_cents: number
  currency: string
  from_on: string
  id: number
  per: 'seat' | 'flat'
  period: 'month' | 'year' | 'once'
  seen_by: string
  source: string
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

/**
 * A saved portfolio: products that are looked at together, in the order of all products.
 *
 * `planned` is what the newest run says of them together; None where it holds none of them, or was made
 * before they were put together.
 */
export interface ProductSet {
  id: number
  name: string
  planned: RunPortfolio | null
  products: RankedProduct[]
  version: number
}

/** By the end of `day` the share `p` of the simulations is done. */
export interface Quantile {
  day: string
  p: number
}

/**
 * What the answers to a question show, `n` of them: by option or step of the scale, the mean, promoters
 * less detractors of a scale from 0 to 10, the median of numbers, and words that were given.
 */
export interface QuestionFigures {
  mean: Figure | null
  median: number | null
  n: number
  options: OptionFigures[]
  promoters: Figure | null
  question: SurveyQuestion
  texts: SurveyAnswer[]
}

/** The comment that another one answers: who said it, and how it begins. */
export interface Quote {
  author_name: string
  id: number
  text: string
}

/** A product in the order of products; an inactive one is not planned. */
export interface RankedProduct {
  active: boolean
  id: number
  key: string
  name: string
  weight: number
}

/**
 * What was decided of a column, and why.
 *
 * `text` is a sentence for people; what is told about the `file` has no column. `choices` has the ways that
 * fit where there are several; the first was taken.
 */
export interface Reading {
  about: 'day order' | 'decimal sign' | 'day numbers' | 'unit' | 'list separator' | 'file'
  choices: Choice[]
  column: string
  samples: Sample[]
  text: string
  word: string
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

/** What became of something that was sent in: it waits for a member, or it was there already. */
export interface Received {
  state: 'waiting' | 'known'
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

/**
 * A finding, `subject`, that someone sent to a team or a person with a sentence `why`. It is answered
 * once one of its readers did, and overdue when no one did until `due_on`.
 */
export interface Relay {
  due_on: string | null
  id: number
  is_overdue: boolean
  readers: RelayReader[]
  sent_at: string
  sent_by: string
  sent_by_id: number | null
  subject: Subject
  to: string
  version: number
  why: string
}

/** A member to whom a finding was relayed. `done` is the item that came of it. */
export interface RelayReader {
  answer: string
  answered_at: string | null
  done: Subject | null
  name: string
  seen_at: string | null
  user_id: number
}

/**
 * A release with its forecast from the latest run, and the run before for comparison. `against`: what
 * weekly counts of finished items alone say of it, in one sentence.
 */
export interface Release {
  against: string
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
  product_key: string
  product_name: string
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
 * The record of one person, or of all with None: how many `statements` are resolved, what they stated and
 * what came on average, Brier score and log loss as stated, and the log loss that correcting leaves on
 * statements that the correction has not seen. `meant`: for probabilities that are often stated, what they
 * turn out to mean.
 */
export interface Reliability {
  brier: number
  came: number
  corrected: number | null
  log_loss: number
  meant: ([number, number])[]
  name: string
  person_id: number | null
  stated: number
  statements: number
}

/**
 * What a file holds, row by row; nothing has been written.
 *
 * `missing`: what every row needs and no column holds; then no row was read. `ready` rows would arrive.
 * `problem_count` counts rows with a cell that cannot be read, of which `left_out` do not come in, and
 * `warning_count` those with a warning; of both the first 200 are listed, and every kind in `kinds`.
 * `new`, `changed`, `kept` and `unchanged` count rows; `differences` has the first 200 that change or keep
 * something. `lost`: headers that are not taken in. `makes_keys`: no column holds a key.
 * `readings` says how columns are read where that had to be decided.
 */
export interface Report {
  changed: number
  columns: Column[]
  counts: Record<string, number>
  differences: RowEffect[]
  file: string
  kept: number
  kinds: Kind[]
  left_out: number
  lost: string[]
  makes_keys: boolean
  mapping: Columns
  missing: string[]
  names: Name[]
  new: number
  noun: string
  preview: Preview[]
  problem_count: number
  problems: RowProblem[]
  readings: Reading[]
  ready: number
  rows: number
  shown: string[]
  source: string
  unchanged: number
  warning_count: number
  warnings: RowProblem[]
  words: Word[]
}

/**
 * The best set of responses that was found for what was `asked`, of plan run `run`.
 *
 * `gain` is what the set gains together, with its standard `error`: working days of the 85 % date, or a
 * share of simulations. `p85` and `chance` are those of the run, `p85_after` and `chance_after` those with
 * the set. `exact`: all sets were judged, `tried` of them. `outdated` says that risks or responses have
 * changed since.
 */
export interface ResponseAdvice {
  as_of: string
  asked: AdviceAsked
  asked_by: string
  basis: string[]
  chance: number | null
  chance_after: number | null
  computed_at: string
  cost_cents: number
  days: number
  digest: string
  draws: number
  error: number
  exact: boolean
  gain: number
  id: number
  name: string
  outdated: boolean
  p85: string
  p85_after: string
  responses: AdvisedResponse[]
  run: number
  seed: number
  tried: number
}

/** A set that was marked as chosen: how many of its responses changed, and what that is undone by. */
export interface ResponsesChosen {
  batch: string
  chosen: number
}

/**
 * An item or a requirement, `target`, that rests on a fact being `relied`. It is suspect where the fact
 * has expired or is another by now; `why` says so.
 */
export interface Resting {
  added_at: string
  added_by: string
  fact: Fact
  id: number
  note: string
  relied: 'yes' | 'partly' | 'no' | 'unverified' | 'unknown'
  target: Subject
}

/**
 * Findings in a text and about the plan, and the statements that were found in the text.
 *
 * `statements` have no traces that are not stored yet; `gate` is that of the text as given. There are a
 * thousand findings at most, errors before others; `left_out` counts the rest. While `waiting` a job reads
 * the text, which is long: then `findings` are of the plan alone.
 */
export interface Reviewed {
  findings: Finding[]
  gate: Gate
  left_out: number
  statements: Statement[]
  waiting: boolean
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

/** How many API tokens were revoked, with those that had been made with them. */
export interface Revoked {
  tokens: number
}

/**
 * What may come, what it would do to all that it `touches`, and who answers for it.
 *
 * Probabilities are 0 to 1, without the ends. In time a risk does `delay`, working days (low and high are
 * the 10th and 90th percentile), or `work`, times the work of what it touches, which is below 1 for an
 * opportunity. In money it does `cost`, minor units of the workspace's currency, which an opportunity gains.
 * `question_id` is the open question that it comes from. `unused` says why simulations pass it over, empty
 * where they do not.
 */
export interface Risk {
  category: string
  cause: string
  controls: string
  cost_high_cents: number | null
  cost_likely_cents: number | null
  cost_low_cents: number | null
  delay_high: number | null
  delay_likely: number | null
  delay_low: number | null
  effect: string
  event: string
  id: number
  key: string
  kind: string
  outcome: string
  owner_id: number | null
  owner_name: string
  probability: number | null
  probability_high: number | null
  probability_low: number | null
  question_id: number | null
  raised_on: string
  review_on: string | null
  settled_at: string | null
  settled_by: string
  status: string
  touches: Subject[]
  triggers: string
  unused: string
  version: number
  work: number | null
}

/**
 * A threshold that was passed. `about` refers to what it is about; `is_new`: the assessment before did
 * not say so already.
 */
export interface RiskAlert {
  about: string
  is_new: boolean
  kind: 'chance' | 'reserve' | 'exposure' | 'new_risk' | 'review'
  text: string
}

/**
 * How the risks of a product stand (of all products with an empty `ref`), and what changed since an
 * assessment about a week earlier, taken at `since`; None where there is none.
 */
export interface RiskBrief {
  alerts: RiskAlert[]
  dates: BriefDate[]
  days: number
  days_before: number | null
  decisions: Decision[]
  money: number | null
  moves: RiskMove[]
  name: string
  open: number
  p85: string
  ref: string
  responses: BriefResponse[]
  run: number
  since: string | null
  taken_at: string
  top: AssessedRisk[]
}

/** A change of several risks: how many were named, how many it changed, and what it is undone by. */
export interface RiskBulkDone {
  batch: string
  changed: number
  risks: number
}

/**
 * What one risk costs: the share of simulations that it `came` in, what it costs each date that it moves,
 * by reference, and money, minor units, with its standard error; None where nothing has a price.
 */
export interface RiskExposure {
  came: number
  effects: Record<string, DateEffect>
  event: string
  key: string
  money: number | null
  money_error: number | null
  risk_id: number
}

/**
 * How reliable stated probabilities are. `map` says how they are corrected; nothing is before `least` are
 * resolved. `people` are those whose record the caller may see: owners of the workspace all, others their
 * own.
 */
export interface RiskLedger {
  fifths: Fifth[]
  least: number
  map: 'as stated' | 'one map' | 'by person'
  open: number
  overall: Reliability | null
  people: Reliability[]
  resolved: number
  sees_all: boolean
}

/** A risk that is new, grown, shrunk or gone since the assessment before, in days of the p85, and why. */
export interface RiskMove {
  after: number | null
  before: number | null
  event: string
  key: string
  reason: string
  risk_id: number
  what: 'new' | 'grown' | 'shrunk' | 'gone'
}

/**
 * A risk that could be entered, and the evidence. `risk_id` is that which it was entered as. Delays are
 * working days; nothing says how likely it is.
 */
export interface RiskProposal {
  category: string
  delay_high: number | null
  delay_likely: number | null
  delay_low: number | null
  event: string
  evidence: string
  found_on: string
  id: number
  kind: string
  owner_id: number | null
  owner_name: string
  risk_id: number | null
  state: 'proposed' | 'entered' | 'dismissed'
  touches: Subject[]
}

/**
 * Something that can be done about a risk.
 *
 * `chance_left` and `impact_left` are the shares 0..1 that it leaves of probability and impact. It takes
 * `cost_cents`, minor units, and `days` person-days of `skill_name` (empty: anyone), before the items
 * `before` begin; `item` is that work in the plan, None before it was added. `probability` and `delay`,
 * working days, are what it alone leaves of the risk; None where the risk says none. `unused` says why
 * choosing it would change nothing, empty where it would.
 */
export interface RiskResponse {
  before: Subject[]
  chance_left: number
  cost_cents: number
  days: number
  delay: number | null
  id: number
  impact_left: number
  item: Subject | null
  kind: string
  probability: number | null
  risk_event: string
  risk_id: number
  risk_key: string
  skill_id: number | null
  skill_name: string
  state: string
  title: string
  unused: string
  version: number
}

/** What undoing a change of several risks did: how many are as before, and which stay and why. */
export interface RiskUndone {
  kept: string[]
  restored: number
}

/**
 * Of `tried` plans the one with the least simulated p85 was taken: shares by which it is below that of
 * the first and below their mean, on simulations that did not choose.
 */
export interface Robust {
  gain_first: number
  gain_mean: number
  tried: number
}

/**
 * What becomes of a row: the cells that change or are refused. `refused` says why nothing of it is taken.
 * After the act `row` is the row as it is now.
 */
export interface RowChange {
  cells: CellChange[]
  id: number | null
  is_new: boolean
  key: string
  refused: string
  row: SheetRow | null
  title: string
}

/** What a row would do to what is here. `kept`: fields that stay, because they were edited here. */
export interface RowEffect {
  changes: Differs[]
  fresh: boolean
  kept: Differs[]
  key: string
  title: string
}

/**
 * Something wrong with one row: where, what, and how to fix it. The header is row 1.
 *
 * `left_out`: the row does not come in; otherwise the cell is taken as empty, or the row as it is.
 */
export interface RowProblem {
  column: string
  cure: string
  left_out: boolean
  row: number
  text: string
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

/**
 * What the simulations of a run say of several products together: when all their `items` are done, and
 * `all_held`, the chance that all their target dates hold; None without a target date, and where one of a
 * product in `left_out` comes from weekly counts, which say nothing of several dates together.
 */
export interface RunPortfolio {
  all_held: number | null
  drivers: Driver[]
  items: number
  left_out: string[]
  name: string
  p50: string
  p85: string
  product_ids: number[]
}

/**
 * A product's part of a run. Where it was not `replanned` its items stayed as published. `against`: what
 * weekly counts of finished items alone say of its end, in one sentence.
 */
export interface RunProduct {
  against: string
  items: number
  key: string
  name: string
  p50: string | null
  p85: string | null
  position: number
  product_id: number
  replanned: boolean
  weight: number
}

/** A cell, and what it is read as: `01/02/2027`, `1 Feb 2027`. */
export interface Sample {
  cell: string
  read: string
}

/** A problem that `met_by` of all people meet is seen by at least one with probability `chance`. */
export interface SampleSeen {
  chance: number
  met_by: number
}

/**
 * What `n` people can show: problems that are seen, the rarest that is seen in 9 of 10 such studies (a
 * share of people), and the widest 90 % interval of a share, `low` to `high`.
 */
export interface SampleShows {
  high: number
  low: number
  n: number
  rarest: number
  seen: SampleSeen[]
}

/**
 * A kept look of `page` (`roadmap.table`): `query` is the query string that its address had, without the
 * product. `is_usual`: the page opens with it for who asks; `may_change`: they may rename and remove it.
 */
export interface SavedView {
  id: number
  is_mine: boolean
  is_usual: boolean
  may_change: boolean
  name: string
  owner_name: string
  page: string
  query: string
  shared: boolean
  version: number
}

/** How many working hours a problem of a severity may wait for its first answer and its solution. */
export interface ServiceLevel {
  answer_hours: number
  severity: 'critical' | 'high' | 'normal' | 'low'
  solution_hours: number
}

/**
 * What a workspace promises. `day_begins`: the hour, UTC, at which a working day begins; how long it is
 * and which days are worked says the team's calendar. `version` is 0 while no one has set anything.
 */
export interface ServiceLevels {
  day_begins: number
  levels: ServiceLevel[]
  version: number
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

/**
 * A table: its columns and where its rows, changes and files are asked for.
 *
 * `key` is the column that names a row, `page` the address of a row's page with `KEY` in its place, `noun`
 * what a row is (`item`). `view` is the look that the saved view has, as the query string of an address.
 */
export interface Sheet {
  cells: string
  columns: SheetColumn[]
  export: string
  key: string
  may_edit: boolean
  name: string
  noun: string
  page: string
  rows: string
  undo: string
  view: string
}

/**
 * What an act did, or would do when it is not `applied`. `seal` stands for exactly this outcome; `batch`
 * takes it back.
 */
export interface SheetChange {
  applied: boolean
  batch: string
  rows: RowChange[]
  seal: string
}

/**
 * A column: `choices` are what a cell may hold (any of them where it may hold `many`; suggestions only
 * where it is `free`), `width` is in pixels, and `also` are other heads that a spreadsheet may have for it.
 *
 * A column that is not `shown` waits among those to choose. Rows can be grouped by it where it `groups`.
 * A `share` is 0 to 1 and shown in percent. `link`: its cells lead to the page of the row.
 */
export interface SheetColumn {
  also: string[]
  choices: string[]
  editable: boolean
  free: boolean
  groups: boolean
  kind: 'line' | 'number' | 'date' | 'choice' | 'tick' | 'many' | 'share'
  label: string
  link: boolean
  name: string
  shown: boolean
  width: number
}

/** A row with its cells in the order of the columns; dates are in ISO form. */
export interface SheetRow {
  cells: (string | number | boolean | string[] | null)[]
  id: number
  version: number
}

/** A part of the rows of a table of `total`; `next` is where the following part begins. */
export interface SheetRows {
  next: number | null
  rows: SheetRow[]
  total: number
}

/**
 * What taking an act back left: the rows as they are now, the numbers of those that are `gone`, and what
 * was `kept` because it was changed again since.
 */
export interface SheetUndone {
  gone: number[]
  kept: string[]
  rows: SheetRow[]
}

/** Something that people can do. */
export interface Skill {
  group: string
  id: number
  name: string
  version: number
}

/** Person-days that there are of a skill, None: of people for work that needs no skill. */
export interface SkillDays {
  days: number
  skill_id: number | null
  skill_name: string
}

/**
 * When the work of `late` takes as long as in the worst 15 of 100 simulations, it ends `own_days` later
 * than otherwise, and `moved` ends `days` later, give or take `error`, in working days. Products or
 * releases.
 */
export interface Slip {
  days: number
  error: number
  late: string
  moved: string
  own_days: number
}

/** An open item to look at. */
export interface SlipItem {
  chance: number
  item: Subject
  reasons: FoundReason[]
}

/**
 * Which slips the workspace's own history lets predict, as computed `at`; None before that. `needed`
 * outcomes are the least from which anything is fitted.
 */
export interface SlipOutlook {
  at: string | null
  needed: number
  questions: SlipQuestion[]
}

/** One way to slip: see `FoundSlips`. `predicted`: better than the base rate for certain. */
export interface SlipQuestion {
  base: number
  high: number | null
  items: SlipItem[]
  known: number
  low: number | null
  name: string
  open: number
  predicted: boolean
  skill: number | null
  text: string
}

/**
 * A probability that `person_name`, the owner of a risk, stated: what responses that were chosen left of
 * it. `corrected` is what such a statement turned out to mean, None for one that is resolved. `came` is None
 * while nobody knows, and for one that does not count.
 */
export interface StatedProbability {
  came: boolean | null
  corrected: number | null
  due_on: string | null
  ended_on: string | null
  entered_by: string
  event: string
  how: string
  id: number
  key: string
  person_id: number | null
  person_name: string
  risk_id: number
  stated: number
  stated_at: string
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

/** A question that is put to people. `sample` is how many are wanted; the counts are of what is there. */
export interface Study {
  audience: string
  consent_text: string
  ends_on: string | null
  id: number
  insights: number
  kind: string
  method: string
  owner_id: number | null
  owner_name: string
  participants: number
  product: Subject | null
  question: string
  responses: number
  sample: number | null
  sessions: number
  starts_on: string | null
  status: string
  title: string
  version: number
}

/** A talk, a test or an entry of a diary: its notes, and what is highlighted in them. */
export interface StudySession {
  held_on: string
  highlights: Highlight[]
  id: number
  notes: string
  participant_id: number | null
  participant_name: string
  study_id: number
  study_kind: string
  study_title: string
  version: number
}

/** What participants of a usability test are asked to do. */
export interface StudyTask {
  id: number
  study_id: number
  title: string
  version: number
}

/**
 * Something that is pointed to. `key` is what people call it, `title` what it is about; `within` refers
 * to the whole that it belongs to, empty for none. `shipped`: customers have it.
 */
export interface Subject {
  gone: boolean
  key: string
  open: boolean
  ref: string
  shipped: boolean
  title: string
  within: string
}

/**
 * What goes wrong at a customer, in their words. `answer_due_at` and `solution_due_at` are when the
 * service level of its severity ends, empty where its clock stands before that; `next_due_at` is the earlier
 * of those that are still to come or were missed, empty once it is solved or closed. `key`: that of
 * the file it came from. `item` is to solve it; `told_at`, `told_by` and `told_how` say that the customer
 * was told once it shipped.
 */
export interface SupportProblem {
  answer_due_at: string | null
  answered_at: string | null
  assignee_id: number | null
  assignee_name: string
  company_id: number | null
  company_name: string
  contact_id: number | null
  contact_name: string
  id: number
  item: Subject | null
  key: string
  next_due_at: string | null
  reported_at: string
  severity: string
  solution_due_at: string | null
  solved_at: string | null
  state: string
  title: string
  told_at: string | null
  told_by: string
  told_how: string
  version: number
  words: string
  workaround: string
}

/**
 * An answer to `question_id`: numbers of options from 0, a number, or words. `feedback_id`: what the
 * words became in the inbox.
 */
export interface SurveyAnswer {
  chosen: number[]
  feedback_id: number | null
  id: number
  number: number | null
  question_id: number
  text: string
}

/**
 * An address under which people answer without a log-in. `state`: open, closed (its day is over, or its
 * one answer came) or revoked.
 */
export interface SurveyLink {
  closes_on: string | null
  id: number
  kind: string
  label: string
  participant_name: string
  path: string
  responses: number
  state: 'open' | 'closed' | 'revoked'
  study_id: number
  version: number
}

/** A question; `options` to choose from, or a scale up to `up_to`. */
export interface SurveyQuestion {
  id: number
  is_required: boolean
  kind: string
  options: string[]
  position: number
  study_id: number
  text: string
  up_to: number
  version: number
}

/** What one person answered. */
export interface SurveyResponse {
  answered_on: string
  answers: SurveyAnswer[]
  id: number
  participant_name: string
  study_id: number
  version: number
}

/** What a survey shows so far, from `responses` people. */
export interface SurveyResults {
  questions: QuestionFigures[]
  responses: number
}

/**
 * Chance that two releases both make their target dates; `apart` is what it would be if neither knew of
 * the other.
 */
export interface TargetPair {
  apart: number
  chance: number
  first: string
  first_id: number
  second: string
  second_id: number
}

/**
 * What a task shows: `completed` without help, of all who tried, and the typical `time` of those, in
 * seconds.
 */
export interface TaskFigures {
  completed: Figure | null
  completed_alone: number
  failed: number
  helped: number
  task: StudyTask
  time: Figure | null
  tried: number
}

/** How a participant fared at a task. */
export interface TaskResult {
  outcome: string
  participant_id: number
  seconds: number | null
  task_id: number
}

/** A group of people. */
export interface Team {
  id: number
  name: string
  version: number
}

/** Of a team's people, the share that is kept for a product and the share that it may take at once. */
export interface TeamShare {
  least: number
  most: number
  product_id: number
  team_id: number
}

/**
 * What many pieces of feedback are about. `feedback` counts the pieces, `companies` each company once,
 * `unnamed` the pieces without a company; `revenue` is what these companies pay a year, in each currency.
 *
 * `made_by` is engine or person; `model` names the version of the model that found it. `merged` are themes
 * that were merged into it. `trend` and `need` are None for what is never ranked and where they were not
 * computed yet.
 */
export interface Theme {
  companies: number
  feedback: number
  id: number
  is_pinned: boolean
  is_renamed: boolean
  kind: 'theme' | 'loose' | 'routine'
  made_at: string
  made_by: string
  merged: ThemeName[]
  merged_into: ThemeName | null
  model: string
  name: string
  need: ThemeNeed | null
  quotes: ThemeQuote[]
  revenue: Amount[]
  split_from: ThemeName | null
  state: 'open' | 'merged' | 'retired'
  trend: ThemeTrend | null
  unnamed: number
  version: number
}

/** A theme by its name. */
export interface ThemeName {
  id: number
  name: string
}

/**
 * Which share of all known companies has the need that a theme is about, also of those that never wrote,
 * and which share of the revenue of those that pay in `currency`. One theme stands in a higher `tier` than
 * another (1 is the highest) where it is needed by more with a chance of 0.8; None where `why` says that
 * there are too few to rank. `heard`: companies that wrote, of `of`. `heaviest`: the company with the most
 * revenue among those that said it.
 */
export interface ThemeNeed {
  companies: ThemeShare
  currency: string
  heard: number
  heaviest: string
  of: number
  revenue: ThemeShare | null
  tier: number | null
  why: string
}

/**
 * A theme as a look through all feedback found it: `feedback` pieces, `moved` of them from other themes;
 * `example` is the piece nearest to what all of them say.
 */
export interface ThemePart {
  example: string
  feedback: number
  kind: 'theme' | 'loose' | 'routine'
  moved: number
  name: string
}

/**
 * What a look through all feedback would change: `themes` concerned, and `parts` that it found. `shares`:
 * of each part the share of the theme's feedback (split), of each theme the share of it that goes in
 * (merge).
 */
export interface ThemeProposal {
  change: 'split' | 'merge' | 'new' | 'retired'
  id: number
  made_at: string
  parts: ThemePart[]
  shares: number[]
  themes: ThemeName[]
}

/** A piece of feedback that stands for a theme, by its first line. */
export interface ThemeQuote {
  company_name: string
  feedback_id: number
  received_on: string
  text: string
}

/** A share, 0 to 1, with the interval that holds it in nine of ten cases. */
export interface ThemeShare {
  high: number
  low: number
  mean: number
}

/**
 * Whether a theme is written about more than before, given how much is written at all. `expected` and
 * `recent` are pieces a week: what its past leads to expect, and the mean of the last four weeks. `weekly`:
 * pieces of each of the last weeks, oldest first, the last one full.
 */
export interface ThemeTrend {
  expected: number | null
  recent: number
  score: number | null
  verdict: string
  weekly: number[]
}

/** One act of accepting proposals: the `batch` by which it is undone, and how many it accepted. */
export interface ThemesAccepted {
  accepted: number
  batch: string
}

/**
 * How much of all feedback stands where. `unread`: not looked at yet; `since`: pieces that came after the
 * last look through all of it, None where there was none.
 */
export interface ThemesSummary {
  feedback: number
  in_loose: number
  in_themes: number
  looked_at: string | null
  proposals: number
  since: number | null
  unread: number
  without: number
}

/**
 * Rows in reading order: releases with their items beneath, parents before parts; then the rest.
 *
 * `products` are those of the rows, in the order in which they are planned; `people` are those whom rows
 * name, each once. `older` counts the closed items and past releases that are left out.
 */
export interface Timeline {
  links: TimelineLink[]
  older: number
  people: PersonName[]
  products: TimelineProduct[]
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

/** A product with rows on the timeline. */
export interface TimelineProduct {
  key: string
  name: string
}

/**
 * A line of the timeline: an item or a release, `depth` levels under the top.
 *
 * `ref` says which, such as `roadmap.item:42`, and `parent` is the `ref` of the row that it stands under. A
 * release has no key. `product` is the key of its product, `people` are numbers of those of the timeline.
 * Both ends are medians. `chance` is that of its deadline, `release_chance` that of the target date of the
 * release that carries it. `critical` is the share, 0..1, of the simulations in which the row lies on the
 * longest chain, `moved_days` by how much later its p85 is than in the run before.
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
  people: number[]
  product: string
  ref: string
  release_chance: number | null
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

/**
 * Someone who is to be told that `item` shipped, which was to solve `problems` of theirs: a contact,
 * else a company, else no one known. `consent` says whether they agreed to be contacted; `draft` is what
 * could be written to them.
 */
export interface ToTell {
  company_id: number | null
  company_name: string
  consent: string
  contact_id: number | null
  contact_name: string
  draft: string
  email: string
  item: Subject
  problems: SupportProblem[]
}

/**
 * What holds together: chance that all releases make their targets, None without one, that two of them
 * do, and whose slip moves whose end. `left_out`: products whose dates come from weekly counts, which say
 * nothing of several together.
 */
export interface Together {
  all_held: number | null
  left_out: string[]
  pairs: TargetPair[]
  product_slips: Slip[]
  release_slips: Slip[]
}

/** An API token without its secret. */
export interface Token {
  created_at: string
  expires_at: string | null
  id: number
  last_used_at: string | null
  made_with: string
  name: string
  owner_name: string
  prefix: string
  revoked_at: string | null
  scope: 'read' | 'write' | 'admin'
}

/** How many problems an act changed. */
export interface ToldMarked {
  changed: number
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

/**
 * How much of an import was undone: rows removed, rows with their old values, people removed, and rows
 * that stay because they were edited since.
 */
export interface Undone {
  kept: number
  people: number
  removed: number
  restored: number
}

/** So many forecasts are not scored at 85 %, and why. */
export interface Unscored {
  cases: number
  reason: string
}

/** What a usability test shows so far. */
export interface UsabilityResults {
  results: TaskResult[]
  scores: ParticipantScore[]
  sus: Figure | null
  tasks: TaskFigures[]
}

/** A company wants something, as somebody noted on its behalf. */
export interface Vote {
  added_at: string
  added_by: string
  company_id: number | null
  company_name: string
  id: number
  importance: number
  note: string
}

/** One end of a dependency, seen from the other; `product_name` where it is of another product. */
export interface Waiting {
  id: number
  key: string
  kind: string
  lag_days: number
  product_name: string
  title: string
}

/** Whether the caller hears of changes of a thing, and who else does. */
export interface Watching {
  names: string[]
  on: boolean
  subject: string
}

/**
 * Days of work that the run plans in a week, and the days that the person is there as known now.
 *
 * `share` is one of the other; None where the person is not there and has no work either. Above 1 they are
 * over-allocated. `part` is the days of the products that were asked about, None where all are.
 */
export interface WeekLoad {
  capacity: number
  days: number
  part: number | null
  week: string
}

/** The caller among the people; None before the caller has said so. */
export interface WhoIAm {
  person: MyPerson | null
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

/**
 * A value of the file, how many rows have it, and what it is taken as.
 *
 * `sure`: chosen by someone, or known; otherwise `meaning` is a default.
 */
export interface Word {
  field: string
  many: number
  meaning: string
  sure: boolean
  text: string
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
