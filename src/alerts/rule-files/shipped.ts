import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder of the rules that come with the agent: beside the sources, or beside the bundle that was made of them. */
export function shippedRulesFolder(): string {
  const folders = ['../rules/', './rules/'].map((place) => fileURLToPath(new URL(place, import.meta.url)));
  return folders.find((folder) => existsSync(`${folder}/agent.yaml`)) ?? folders[0] ?? '';
}
