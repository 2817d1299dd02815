import { execa } from 'execa';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildAgent } from '../support/agent-process.ts';
import { eventually } from '../support/eventually.ts';
import { decisionsOf, entryOf, lyingLab } from '../support/lying-member.ts';
import { mosquitto, needMosquitto } from '../support/mosquitto.ts';
import { subscriber } from '../support/mqtt-subscriber.ts';
import { programPath } from '../support/programs.ts';

beforeAll(buildAgent);

describe('a member that HAProxy believes and nobody else', () => {
  it('is drained by the agent alone, and all of it is told, from the sample to the proof', async (context) => {
    needMosquitto(context);
    const promtool = programPath('promtool') ?? context.skip('promtool is not installed (it comes with prometheus)');
    const broker = await mosquitto();
    await broker.start();
    const mqtt = await subscriber(broker.port);
    const lab = await lyingLab(context);
    const agent = await lab.start({
      action: { mode: 'auto' },
      more: { mqtt: { url: `mqtt://127.0.0.1:${broker.port}` } },
    });
    await eventually(async () => await agent.figures('netsteward_lb_agreement_members{')).toContain(
      'balancer="haproxy",agreement="agrees"} 3',
    );
    expect(await decisionsOf(agent)).toEqual([]);

    await lab.become('two', 'wrong status');

    await eventually(async () => (await decisionsOf(agent)).map(({ outcome }) => outcome)).toEqual(['done']);
    expect(await lab.status('two')).toBe('DRAIN');
    expect([await lab.status('one'), await lab.status('three')]).toEqual(['UP', 'UP']);
    const [{ subject: id, object } = { subject: '', object: '' }] = await decisionsOf(agent);
    expect(object).toBe(`haproxy ${entryOf('two')}`);

    const story = await lab.cli('actions', 'show', id);
    expect(story).toMatchObject({ code: 0, err: '' });
    expect(story.out).toMatch(/asked by alert BalancerDisagrees \(host\) \(mode auto\)/);
    expect(story.out).toMatch(/witness counters of haproxy: \d+ of \d+ requests failed there/);
    for (const guard of ['mode', 'approval', 'freshness', 'witness', 'cooldown', 'budget', 'storm', 'concurrency'])
      expect(story.out).toContain(`guard ${guard} says yes`);
    expect(story.out).toMatch(/step 1 begun: .*\n.*step 1 done: /);
    expect(story.out).toMatch(/#\d+ {2}done: /);
    expect((await lab.cli('actions', 'verify')).out).toMatch(/ \d entries follow from each other/);

    const events = await lab.events('');
    const causes = [];
    let one = events.find(({ type }) => type === 'netsteward.action.done');
    const { correlationid } = one ?? {};
    while (one !== undefined) {
      // The alert may end before it is proven that it did by the action.
      if (!one.type.endsWith('.resolved')) causes.unshift(one.type.replace('netsteward.', ''));
      const cause: string | undefined = one.causationid;
      one = cause === undefined ? undefined : events.find((event) => event.id === cause);
    }
    expect(causes).toEqual([
      'lb-agreement.agreement-changed',
      'alert.pending',
      'alert.firing',
      'action.begun',
      'action.done',
    ]);
    expect(events.find(({ id: first }) => first === correlationid)?.type).toContain('lb-agreement');
    expect(mqtt.at('/event/netsteward.action.done').map((text) => JSON.parse(text).data.details.decision)).toEqual([
      id,
    ]);

    const counted = (await agent.figures('netsteward_actions_total{')).filter((one) => !one.endsWith(' 0'));
    expect(counted).toEqual(['action="lb-member",outcome="done"} 1']);
    expect(await agent.figures('netsteward_actions_running{')).toContain('action="lb-member"} 0');
    expect(await agent.figures('netsteward_action_mode{')).toContain('action="lb-member",mode="auto"} 1');
    const metrics = await (await fetch(`${agent.url}/metrics`)).text();
    const linted = await execa(promtool, ['check', 'metrics'], { input: metrics, all: true, reject: false });
    expect(linted).toMatchObject({ exitCode: 0, all: '' });
  });
});
