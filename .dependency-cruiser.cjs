// Which part of the page may import which: an import points down this list, never up.
const above = {
  ui: 'keep|tools|view',
  text: 'keep|own|tools|ui|view|worker',
  worker: 'keep|tools|ui|view',
  own: 'keep|tools|ui|view|worker',
  export: 'keep|own|tools|ui|view|worker',
};

module.exports = {
  forbidden: [
    {
      name: 'circle',
      comment: 'Modules that need each other can be read and tested only together.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    ...Object.entries(above).map(([part, others]) => ({
      name: `${part}-imports-up`,
      severity: 'error',
      from: { path: `^www/${part}/` },
      to: { path: `^www/(((${others})/)|(element|plane|main)[.]ts$)` },
    })),
    {
      name: 'element-inside',
      comment: 'The element is what a page sees; the parts below know nothing of it.',
      severity: 'error',
      from: { path: '^www/(keep|tools|view)/' },
      to: { path: '^www/element[.]ts$' },
    },
    {
      name: 'unresolved',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { extensions: ['.ts', '.d.ts', '.js'] },
    includeOnly: '^www/',
  },
};
