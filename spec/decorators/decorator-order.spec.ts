import 'reflect-metadata';
import { expect } from 'chai';
import { Cached, cacheOf, Invalidates } from '../../src/index.js';
import { keepInvariants } from '../support/invariants.js';
import { type AnyDecorator, Outer } from './any-decorator.js';

/** A decorator that notes something on the function itself, by property and by reflect-metadata. */
const Route =
  (path: string): AnyDecorator =>
  (...application) => {
    const [first, second, descriptor] = application;
    const fn = typeof second === 'object' ? first : descriptor.value;
    fn.route = path;
    Reflect.defineMetadata('route', path, fn);
  };

const metadataOf = (fn: object): unknown[] => [Reflect.get(fn, 'route'), Reflect.getMetadata('route', fn)];

class Reports {
  loads = 0;
  @Route('/inner')
  @Cached()
  outside(id: number, _more?: string): number {
    this.loads++;
    return id;
  }
  @Cached()
  @Route('/outer')
  inside(id: number, _more?: string): number {
    this.loads++;
    return id;
  }
  @Outer
  @Cached()
  hidden(id: number): number {
    this.loads++;
    return id;
  }
  @Cached()
  @Outer
  wrapped(id: number): number {
    this.loads++;
    return id;
  }
  @Outer
  @Cached()
  get value(): number {
    return ++this.loads;
  }
  @Outer
  @Cached()
  static count(id: number): number {
    return id;
  }
  @Route('/save')
  @Invalidates('hidden')
  @Outer
  @Invalidates('outside')
  save(_a: number, _b: number): void {}
}

describe('@Cached with other decorators, in any order', () => {
  keepInvariants();

  it('keeps what they noted on the function, its name and its length', () => {
    const { outside, inside, save } = Reports.prototype;
    expect(metadataOf(outside)).to.deep.equal(['/inner', '/inner']);
    expect(metadataOf(inside)).to.deep.equal(['/outer', '/outer']);
    expect([outside.name, outside.length, inside.name, inside.length]).to.deep.equal(['outside', 2, 'inside', 2]);
    expect(metadataOf(save)).to.deep.equal(['/save', '/save']);
  });

  it('keeps the property descriptor as it was', () => {
    class Plain {
      method(): number {
        return 1;
      }
    }
    const { value: _plain, ...expected } = Object.getOwnPropertyDescriptor(Plain.prototype, 'method') ?? {};
    const { value: _cached, ...found } = Object.getOwnPropertyDescriptor(Reports.prototype, 'inside') ?? {};
    expect(found).to.deep.equal(expected);
  });

  it('passes this through, below and above a wrapper', () => {
    const reports = new Reports();
    for (const name of ['outside', 'inside', 'hidden', 'wrapped'] as const) {
      expect([reports[name](1), reports[name](1)]).to.deep.equal([1, 1]);
    }
    expect(reports.loads).to.equal(4);
    expect(reports.value).to.equal(reports.value);
  });

  it('is found by cacheOf under an outer decorator: by instance, class, getter, static', () => {
    const reports = new Reports();
    reports.hidden(5);
    expect(cacheOf(reports, 'hidden').peek(5)).to.equal(5);
    expect(cacheOf(Reports, 'hidden').size).to.be.at.least(1);
    expect(cacheOf(reports, 'hidden').stats().name).to.equal('Reports.hidden');
    const { value } = reports;
    expect(cacheOf(reports, 'value').peek()).to.equal(value);
    Reports.count(3);
    expect(cacheOf(Reports, 'count').peek(3)).to.equal(3);
    expect(cacheOf(Reports, 'count').stats().name).to.equal('Reports.count');
  });

  it('is found under an outer decorator on an instance of a derived class, and in a derived static', () => {
    class Derived extends Reports {}
    const derived = new Derived();
    derived.hidden(6);
    expect(cacheOf(derived, 'hidden').peek(6)).to.equal(6);
    Derived.count(4);
    expect(cacheOf(Derived, 'count').has(4)).to.equal(true);
    expect(cacheOf(Reports, 'count').has(4)).to.equal(false);
  });

  it('lets @Invalidates find a hidden method, and be stacked around a wrapper', () => {
    const reports = new Reports();
    reports.hidden(1);
    reports.outside(1);
    reports.save(1, 2);
    expect([cacheOf(reports, 'hidden').size, cacheOf(reports, 'outside').size]).to.deep.equal([0, 0]);
  });
});
