/** The text editor: Markdown, wrapped lines, gutters for keys and findings. Tab leaves it. */
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { markdownKeymap, markdownLanguage } from '@codemirror/lang-markdown'
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { linter, lintGutter } from '@codemirror/lint'
import { search, searchKeymap } from '@codemirror/search'
import { EditorState, type Extension } from '@codemirror/state'
import { EditorView, type KeyBinding, keymap, lineNumbers, type ViewUpdate } from '@codemirror/view'
import { tags } from '@lezer/highlight'

import { keyGutter } from './keys.ts'
import { held } from './state.ts'

export const LABEL = 'Text of the blueprint'

const LOOK = HighlightStyle.define([
  { tag: tags.heading1, class: 'bp-h1' },
  { tag: tags.heading2, class: 'bp-h2' },
  { tag: tags.heading, class: 'bp-h3' },
  { tag: tags.strong, class: 'bp-strong' },
  { tag: tags.emphasis, class: 'bp-emphasis' },
  { tag: tags.strikethrough, class: 'bp-struck' },
  { tag: tags.monospace, class: 'bp-mono' },
  { tag: [tags.link, tags.url], class: 'bp-link' },
  { tag: tags.quote, class: 'bp-quote' },
  { tag: [tags.comment, tags.processingInstruction, tags.contentSeparator], class: 'bp-muted' },
])

const WORDS = {
  next: 'Next',
  previous: 'Previous',
  all: 'All',
  'match case': 'Match case',
  regexp: 'Pattern',
  'by word': 'Whole words',
  replace: 'Replace',
  'replace all': 'Replace all',
  close: 'Close',
}

/** Ctrl-K is the palette's, on a Mac too. */
const USUAL = [...defaultKeymap, ...historyKeymap].filter(({ mac }) => mac !== 'Ctrl-k')

interface Wishes {
  text: string
  readOnly: boolean
  keys: KeyBinding[]
  changed: (update: ViewUpdate) => void
}

/** What the page gives so that the editor may make its style sheet under the content policy. */
function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce ?? ''
}

export function openEditor({ text, readOnly, keys, changed }: Wishes): EditorView {
  const extensions: Extension[] = [
    EditorView.cspNonce.of(styleNonce()),
    held,
    history(),
    search({ top: true }),
    linter(null),
    lintGutter(),
    lineNumbers(),
    keyGutter(),
    markdownLanguage,
    syntaxHighlighting(LOOK),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({
      'aria-label': LABEL,
      tabindex: '0',
      spellcheck: 'true',
      ...(readOnly ? { 'aria-readonly': 'true' } : {}),
    }),
    EditorState.phrases.of(WORDS),
    EditorState.readOnly.of(readOnly),
    EditorView.editable.of(!readOnly),
    keymap.of([...keys, ...markdownKeymap, ...searchKeymap, ...USUAL]),
    EditorView.updateListener.of(changed),
  ]
  return new EditorView({ state: EditorState.create({ doc: text, extensions }) })
}
