// The layers of the house: results flow down, and only the composition root and the command line know all parts.

const test = '\\.test\\.ts$';
const entries = '^src/(main|host/(checks|neighbours)/worker|agent/rule-reader/main|exporters/status/client/main)\\.ts$';
const registries = '^src/(actions|collectors|exporters)/registry\\.ts$';

/**
 * A layer may import itself and what is named; types count too.
 * @param {string} modules path pattern of the modules that import
 * @param {string} why
 * @param {string[]} allowed path patterns
 */
function layer(name, modules, why, allowed) {
  return {
    name,
    comment: why,
    severity: 'error',
    from: { path: modules, pathNot: [test, registries] },
    to: { path: '^src/', pathNot: allowed },
  };
}

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    layer('core-is-pure', '^src/core/', 'The core imports nothing of ours.', ['^src/core/']),
    layer('host-knows-core', '^src/host/', 'The door to the machine knows the core only.', ['^src/(core|host)/']),
    layer('ovs-sees-the-door', '^src/ovs/', 'What the Open vSwitch collectors share sees the core and the door.', [
      '^src/(core|ovs)/',
      '^src/host/host\\.ts$',
    ]),
    layer('conntrack-sees-the-door', '^src/conntrack/', 'What is read of connection tracking comes by the door.', [
      '^src/(core|conntrack)/',
      '^src/host/host\\.ts$',
    ]),
    layer('pci-sees-the-door', '^src/pci/', 'What the collectors of hardware share sees the core and the door.', [
      '^src/(core|pci)/',
      '^src/host/host\\.ts$',
    ]),
    layer('topology-sees-the-door', '^src/topology/', 'Where CPUs and memory are comes by the core and the door.', [
      '^src/(core|topology)/',
      '^src/host/host\\.ts$',
    ]),
    layer(
      'balancers-and-systemd-see-the-door',
      '^src/(haproxy|ipvs|systemd)/',
      'What collectors, actions and steps share of them sees the core and the door.',
      ['^src/(core|haproxy|ipvs|systemd)/', '^src/host/host\\.ts$'],
    ),
    layer('guests-see-the-door', '^src/guests/', 'What is known of virtual machines comes by the core and the door.', [
      '^src/(core|guests)/',
      '^src/host/host\\.ts$',
    ]),
    layer('log-knows-core', '^src/log/', 'The log knows the core only.', ['^src/(core|log)/']),
    layer('remote-knows-core', '^src/remote/', 'What all ways out share knows the core only.', ['^src/(core|remote)/']),
    layer('store-knows-core', '^src/store/', 'The store knows the core only.', ['^src/(core|store)/']),
    layer(
      'collectors-see-the-door',
      '^src/collectors/([^/]+)/',
      "Collectors see the host's contract, never its insides, and know nothing of other collectors, exporters or alerts.",
      [
        '^src/(conntrack|core|haproxy|ipvs|ovs|pci|guests|topology)/',
        '^src/host/(host|checks)\\.ts$',
        '^src/collectors/collector\\.ts$',
        '^src/collectors/$1/',
      ],
    ),
    layer('collector-contract', '^src/collectors/collector\\.ts$', 'The contract rests on core and host types.', [
      '^src/core/',
      '^src/host/host\\.ts$',
    ]),
    layer(
      'exporters-see-results',
      '^src/exporters/([^/]+)/',
      'Exporters see snapshots and events, never collectors, the host or each other.',
      ['^src/(core|remote)/', '^src/store/store\\.ts$', '^src/exporters/exporter\\.ts$', '^src/exporters/$1/'],
    ),
    layer(
      'page-runs-in-a-browser',
      '^src/exporters/status/client/',
      'What runs in the browser knows what the server tells it, and nothing of the server.',
      ['^src/exporters/status/(client|model)/'],
    ),
    layer('exporter-contract', '^src/exporters/exporter\\.ts$', 'The contract rests on core and store types.', [
      '^src/core/',
      '^src/store/store\\.ts$',
    ]),
    layer('alerts-see-results', '^src/(alerts|promql)/', 'Alerts see snapshots, never collectors or exporters.', [
      '^src/(alerts|promql|core)/',
      '^src/store/store\\.ts$',
    ]),
    layer(
      'actions-see-the-door',
      '^src/actions/([^/]+)/',
      'Actions see the door and fresh readings, never collectors, other actions or the pipeline that carries them out.',
      [
        '^src/(bonding|conntrack|core|haproxy|ipvs|ovs|pci|guests|systemd|topology)/',
        '^src/host/host\\.ts$',
        '^src/remediation/step\\.ts$',
        '^src/actions/action\\.ts$',
        '^src/actions/$1/',
      ],
    ),
    layer('bonding-sees-the-door', '^src/bonding/', 'What the actions on bonds share sees what they see.', [
      '^src/(bonding|core|ovs)/',
      '^src/host/(host|door-into)\\.ts$',
      '^src/actions/action\\.ts$',
    ]),
    layer('action-contract', '^src/actions/action\\.ts$', 'The contract rests on core, the door and steps.', [
      '^src/core/',
      '^src/host/host\\.ts$',
      '^src/remediation/step\\.ts$',
    ]),
    layer(
      'steps-use-hands',
      '^src/remediation/steps/',
      'Steps know the door and the hands, nothing of what they are for.',
      [
        '^src/(core|haproxy|ipvs|ovs|systemd|remediation/steps)/',
        '^src/host/(host|hands|door-into)\\.ts$',
        '^src/remediation/step\\.ts$',
      ],
    ),
    layer(
      'remediation-knows-contracts',
      '^src/remediation/(?!steps/)',
      'The pipeline runs actions by their contract, and knows no collector, alert engine or exporter.',
      [
        '^src/(core|remote|remediation)/',
        '^src/host/(host|hands|door-into)\\.ts$',
        '^src/actions/action\\.ts$',
        '^src/alerts/silences/read-matcher\\.ts$',
        '^src/promql/matcher\\.ts$',
      ],
    ),
    layer('schedule-knows-contracts', '^src/schedule/', 'The schedule runs collectors by their contract.', [
      '^src/(schedule|core)/',
      '^src/collectors/collector\\.ts$',
      '^src/host/host\\.ts$',
      '^src/store/store\\.ts$',
    ]),
    layer(
      'config-knows-contracts',
      '^src/config/',
      'The configuration is made from what the parts say about themselves.',
      [
        '^src/(config|core)/',
        '^src/collectors/collector\\.ts$',
        '^src/exporters/exporter\\.ts$',
        '^src/web/(settings|listen-address)\\.ts$',
        '^src/alerts/settings\\.ts$',
        '^src/actions/action\\.ts$',
        '^src/remediation/settings\\.ts$',
      ],
    ),
    layer('web-knows-routes', '^src/web/', 'The web server serves routes, whoever has them.', [
      '^src/(web|core)/',
      '^src/exporters/exporter\\.ts$',
    ]),
    layer('dashboards-see-the-rules', '^dashboards/', 'Dashboards are made from the rules and their language alone.', [
      '^src/promql/',
      '^src/alerts/rule-files/shipped\\.ts$',
    ]),
    {
      name: 'dashboards-stay-out',
      comment: 'The agent ships without the sources of dashboards.',
      severity: 'error',
      from: { path: '^src/', pathNot: [test] },
      to: { path: '^dashboards/' },
    },
    {
      name: 'only-the-root-knows-all',
      comment: 'The registries, the agent and the command line are imported by nobody further up.',
      severity: 'error',
      from: { path: '^src/', pathNot: [test, '^src/(agent|main)\\.ts$', '^src/agent/', '^src/cli/'] },
      to: { path: [registries, '^src/(agent|main)\\.ts$', '^src/agent/', '^src/cli/'] },
    },
    {
      name: 'no-cycles',
      comment: 'Modules that need each other are one module, or lack a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment: 'A module that nobody imports and that imports nothing is forgotten.',
      severity: 'error',
      from: { orphan: true, path: '^src/', pathNot: [test] },
      to: {},
    },
    {
      name: 'no-unreachable-modules',
      comment:
        'What ships can be reached from the command line, from a thread or program that it starts, or from the page in a browser.',
      severity: 'error',
      from: { path: entries },
      to: { path: '^src/', pathNot: [test, entries], reachable: false },
    },
    {
      name: 'nothing-imports-tests',
      comment: 'Tests are the end of the line.',
      severity: 'error',
      from: {},
      to: { path: test },
    },
    {
      name: 'ships-without-development-packages',
      comment: 'The agent runs with the packages named in dependencies.',
      severity: 'error',
      from: { path: '^src/', pathNot: [test] },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^dist/', '/fixtures/', '/recorded/'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      extensions: ['.ts', '.mjs', '.js'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
