/** What every page loads: styles, htmx, keyboard, palette, toasts, confirmations, theme. */
import './styles.ts'
import './requests.ts'

import { startCells } from './cells.ts'
import { startConfirmations } from './confirm.ts'
import { startConflicts } from './conflicts.ts'
import { startCopying } from './copying.ts'
import { startDialogs } from './dialogs.ts'
import { startEditKeys } from './edit-keys.ts'
import { startFollowing } from './edited.ts'
import { startEditing } from './editing.ts'
import { startForms } from './forms.ts'
import { startJobs } from './jobs.ts'
import { startKeyboard } from './keyboard.ts'
import { startLeaving } from './leaving.ts'
import { startMenus } from './menus.ts'
import { startPalette } from './palette.ts'
import { startPickers } from './picker.ts'
import { startPlacing } from './placing-rows.ts'
import { startPreviews } from './preview.ts'
import { startQuickAdd } from './quick.ts'
import { startRowVerbs } from './row-verbs.ts'
import { startScrolling } from './scrolling.ts'
import { startSelection } from './selection.ts'
import { startSliding } from './sliding.ts'
import { startSorting } from './sorting.ts'
import { startTalk } from './talk.ts'
import { startTheme } from './theme.ts'
import { startToasts } from './toasts.ts'
import { startUndoing } from './undoing.ts'
import { startViews } from './views.ts'

startTheme()
startMenus()
startConfirmations()
startCells()
startDialogs()
startToasts()
startUndoing()
startPalette()
startPickers()
startJobs()
startScrolling()
startSorting()
startSliding()
startSelection()
startQuickAdd()
startPlacing()
startRowVerbs()
startEditing()
startEditKeys()
startTalk()
startKeyboard()
startForms()
startCopying()
startConflicts()
startLeaving()
startViews()
startPreviews()
startFollowing()
