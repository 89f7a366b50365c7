/** What every page loads: styles, htmx, keyboard, palette, toasts, confirmations, theme. */
import './styles.ts'
import './requests.ts'
import { startConfirmations } from './confirm.ts'
import { startJobs } from './jobs.ts'
import { startKeyboard } from './keyboard.ts'
import { startMenus } from './menus.ts'
import { startPalette } from './palette.ts'
import { startScrolling } from './scrolling.ts'
import { startTheme } from './theme.ts'
import { startToasts } from './toasts.ts'

startTheme()
startMenus()
startConfirmations()
startToasts()
startPalette()
startJobs()
startScrolling()
startKeyboard()
