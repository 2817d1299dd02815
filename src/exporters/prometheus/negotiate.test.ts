import { describe, expect, it } from 'vitest';
import { acceptsGzip, negotiateFormat } from './negotiate.ts';

describe('the format of a metrics page', () => {
  it.each([
    ['nothing asked for', undefined],
    ['curl', '*/*'],
    ['a browser', 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8'],
    ['Prometheus 1', 'text/plain;version=0.0.4;q=1,*/*;q=0.1'],
    [
      'OpenMetrics 0.0.1 only, text instead',
      'application/openmetrics-text; version=0.0.1,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
    ],
    ['OpenMetrics refused', 'application/openmetrics-text;q=0, text/plain;q=0.1'],
    ['OpenMetrics liked less', 'application/openmetrics-text;version=1.0.0;q=0.4,text/plain;version=0.0.4;q=0.5'],
    [
      'something we do not have',
      'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited',
    ],
    ['text that is no header', ';;q=,=;,\u00ff'],
  ])('is text for %s', (_, accept) => {
    expect(negotiateFormat(accept)).toBe('text');
  });

  it.each([
    [
      'Prometheus 2',
      'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
    ],
    [
      'Prometheus 2 with native histograms',
      'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited,application/openmetrics-text;version=1.0.0;q=0.8,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
    ],
    [
      'Prometheus 3',
      'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1',
    ],
    ['a client that gives no version', 'application/openmetrics-text'],
    ['a client that quotes and spaces', 'Application/OpenMetrics-Text ; Version = "1.0.0" ; q=0.9, text/plain;q=0.8'],
    ['equal weights, named first', 'application/openmetrics-text, text/plain'],
  ])('is OpenMetrics for %s', (_, accept) => {
    expect(negotiateFormat(accept)).toBe('openmetrics');
  });
});

describe('compression of a metrics page', () => {
  it.each(['gzip', 'gzip, deflate, br', 'deflate, gzip;q=0.5', '*', 'GZIP', 'x-gzip'])('is used for %s', (header) => {
    expect(acceptsGzip(header)).toBe(true);
  });

  it.each([undefined, '', 'identity', 'gzip;q=0', 'br, *;q=0', '*, gzip;q=0.0'])('is not used for %s', (header) => {
    expect(acceptsGzip(header)).toBe(false);
  });
});
