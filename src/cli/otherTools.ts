// Commands that users of SQLMesh and dbt type from habit and that mesh has not, with what does their work here.
const counterparts: Readonly<Record<string, string>> = {
  build: '`mesh plan` builds what changed and audits it; `mesh run` computes what is due',
  compile: '`mesh render <model>` prints the SQL of a model',
  debug: '`mesh info` checks the project and its connection',
  deps: 'packages are installed with npm; `import` them in macros and models',
  dlt_refresh:
    'mesh does not read dlt pipelines; `mesh create-external-models` writes down the columns of their tables',
  docs: '`mesh dag graph.html` draws the graph, `mesh plan --html <file>` the change',
  list: '`mesh dag` lists the models',
  ls: '`mesh dag` lists the models',
  parse: '`mesh lint` loads and checks the project',
  prompt: '`mesh query` and `mesh evaluate` take SQL',
  retry: '`mesh run` or `mesh plan` go on where a failure stopped them',
  rewrite: 'mesh has no metrics layer; `mesh render <model>` prints the SQL of a model',
  seed: 'seeds are models here: `mesh plan` loads them',
  show: '`mesh evaluate <model>` shows the rows of a model',
  snapshot: 'histories are models of kind SCD_TYPE_2_BY_TIME or SCD_TYPE_2_BY_COLUMN: `mesh run` keeps them',
  source: '`freshness` is an audit here; `mesh audit` asks audits',
  ui: '`mesh dag graph.html` draws the graph, `mesh lineage` shows columns',
};

export function counterpartOf(name: string): string | undefined {
  return Object.hasOwn(counterparts, name) ? counterparts[name] : undefined;
}
