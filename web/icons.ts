/** Tabler outline icons that templates may name in `{% icon 'name' %}`; a test compares templates with this list. */
export const ICONS = [
  'adjustments-horizontal', 'alert-circle', 'alert-triangle', 'archive', 'arrow-back-up', 'arrow-down', 'arrow-left',
  'arrow-right', 'arrow-up', 'arrows-diff', 'ban', 'bell', 'book', 'bug', 'building', 'bulb', 'calendar', 'calendar-event',
  'calendar-stats', 'chart-bar', 'chart-dots', 'chart-histogram', 'check', 'checklist', 'chevron-down', 'chevron-left',
  'chevron-right', 'chevron-up', 'circle-check', 'circle-x', 'clipboard-check', 'clock', 'code', 'columns', 'compass',
  'copy', 'database', 'device-desktop', 'diamond', 'dots', 'download', 'edit', 'external-link', 'eye', 'file-export', 'file-import', 'file-text',
  'filter', 'filter-off', 'flag', 'folder', 'gauge', 'git-branch', 'git-merge', 'grip-vertical', 'help', 'hierarchy-2', 'history',
  'home', 'id-badge-2', 'info-circle', 'key', 'keyboard', 'layout-board', 'layout-kanban', 'link', 'list', 'list-check',
  'list-details', 'lock', 'login', 'logout', 'mail', 'map', 'map-2', 'menu-2', 'message', 'messages', 'moon', 'note',
  'pencil', 'player-play', 'plug', 'plus', 'refresh', 'restore', 'road', 'rocket', 'route', 'ruler-2', 'scale', 'search',
  'selector', 'send', 'settings', 'share', 'shield', 'shield-check', 'sitemap', 'sparkles', 'star', 'sun', 'switch-horizontal',
  'table', 'tag', 'target', 'target-arrow', 'telescope', 'timeline', 'timeline-event', 'trash', 'trending-down',
  'trending-up', 'upload', 'user', 'user-plus', 'users', 'users-group', 'world', 'x', 'zoom-in', 'zoom-out',
]
