import { ParseError } from '../../core/errors.ts';
import type { FlowTable } from '../host.ts';

/** OFPMP_TABLE */
const TABLE = 3;
/** OFPMPF_REPLY_MORE */
const MORE = 1;
/** `type` (2), `flags` (2), padding (4): struct ofp11_stats_msg, OpenFlow 1.3.1 section A.3.5. */
const MULTIPART_HEADER = 8;
/**
 * `table_id` (1), padding (3), `active_count` (4), `lookup_count` (8), `matched_count` (8): struct ofp13_table_stats in
 * openvswitch include/openflow/openflow-1.3.h, OpenFlow 1.3.1 section A.3.5.4.
 */
const RECORD = 24;

/** A figure that a switch does not keep has the highest value of its field (OpenFlow 1.3.1 section 5.8). */
const NO_COUNT = 0xffff_ffff;
const NO_TOTAL = 0xffff_ffff_ffff_ffffn;

/** The body of a MULTIPART_REQUEST for the figures of all tables, which has nothing behind its header. */
export function tableRequestBody(): Buffer {
  const body = Buffer.alloc(MULTIPART_HEADER);
  body.writeUInt16BE(TABLE, 0);
  return body;
}

/** One part of the answer, and whether another one follows. */
export type TablesPart = { readonly tables: readonly FlowTable[]; readonly more: boolean };

/** Reads the body of a MULTIPART_REPLY. Throws a ParseError when it is none about tables, or its length does not fit. */
export function parseTablesPart(body: Buffer): TablesPart {
  if (body.length < MULTIPART_HEADER) throw unexpected('a multipart header of 8 bytes', `${body.length} bytes`);
  const type = body.readUInt16BE(0);
  if (type !== TABLE) throw unexpected(`multipart type ${TABLE} (tables)`, `${type}`);
  const records = body.subarray(MULTIPART_HEADER);
  if (records.length % RECORD !== 0) throw unexpected(`records of ${RECORD} bytes`, `${records.length} bytes`);
  const starts = Array.from({ length: records.length / RECORD }, (_, index) => index * RECORD);
  return {
    tables: starts.map((start) => tableIn(records.subarray(start, start + RECORD))),
    more: (body.readUInt16BE(2) & MORE) !== 0,
  };
}

function tableIn(record: Buffer): FlowTable {
  const flows = record.readUInt32BE(4);
  return {
    table: record.readUInt8(0),
    flows: flows === NO_COUNT ? undefined : flows,
    lookups: total(record.readBigUInt64BE(8)),
    matches: total(record.readBigUInt64BE(16)),
  };
}

function total(value: bigint): number | undefined {
  return value === NO_TOTAL ? undefined : Number(value);
}

function unexpected(expected: string, found: string): ParseError {
  return new ParseError('OpenFlow table statistics', 0, expected, found);
}
