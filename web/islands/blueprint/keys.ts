/** The gutter of statement keys: R12, G1, each at the line where its statement begins. */
import { type EditorState, type Extension, RangeSet } from '@codemirror/state'
import { GutterMarker, gutter } from '@codemirror/view'

import { make } from '../../app/dom.ts'
import { type KeyLabel, keyLabel } from './labels.ts'
import type { Statement } from './model.ts'
import { held } from './state.ts'

class KeyMarker extends GutterMarker {
  constructor(private readonly label: KeyLabel) {
    super()
  }

  override eq(other: KeyMarker): boolean {
    return other.label.title === this.label.title && other.label.text === this.label.text
  }

  override toDOM(): Node {
    return make(
      'span',
      { class: this.label.suspect ? 'bp-key suspect' : 'bp-key', title: this.label.title },
      this.label.text,
    )
  }
}

/** A marker for each line with statements. */
function markers(state: EditorState): RangeSet<GutterMarker> {
  const lines = new Map<number, Statement[]>()
  for (const statement of state.field(held).statements) {
    const { from } = state.doc.lineAt(Math.min(statement.from, state.doc.length))
    lines.set(from, [...(lines.get(from) ?? []), statement])
  }
  return RangeSet.of(
    [...lines].map(([from, statements]) => new KeyMarker(keyLabel(statements)).range(from)),
    true,
  )
}

export function keyGutter(): Extension {
  return gutter({
    class: 'bp-keys',
    markers: (view) => markers(view.state),
    lineMarkerChange: (update) => update.startState.field(held) !== update.state.field(held),
    initialSpacer: () => new KeyMarker({ text: 'R00', title: '', suspect: false }),
  })
}
