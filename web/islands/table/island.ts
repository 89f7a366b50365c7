/**
 * Mounts a table on `<div data-island="table" data-source="ID OF A JSON SCRIPT">`; the script holds a
 * `Sheet`, by which any room says what its table is.
 */
import { readJson } from '../../app/dom.ts'
import type { Sheet } from '../shared/api.ts'
import './table.scss'
import { TableIsland } from './table.ts'

for (const host of document.querySelectorAll<HTMLElement>('[data-island="table"]')) {
  const sheet = readJson<Sheet>(host.dataset.source ?? '')
  if (sheet) new TableIsland(host, sheet)
}
