/**
 * Folders that the walk of a project does not enter: dependencies, build output and caches, where the files of
 * other people lie. Folders whose name begins with a dot are not entered either; the files of clients in them
 * (`.cursor/mcp.json`) are found by their path.
 */
export const SKIPPED_FOLDERS: readonly string[] = [
  'node_modules',
  'bower_components',
  'jspm_packages',
  'vendor',
  'site-packages',
  '__pycache__',
  'venv',
  'virtualenv',
  'target',
  'dist',
  'build',
  'coverage',
  'Pods',
  'DerivedData',
  'Library',
  'AppData',
]
