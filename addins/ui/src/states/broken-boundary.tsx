import { Component, type ReactNode } from 'react';
import { BrokenPage } from './broken-page.js';

/** Whatever fails while it is drawn says so and can be reloaded; the page never goes white. */
export class BrokenBoundary extends Component<{ children: ReactNode }, { error?: unknown }> {
  override state: { error?: unknown } = {};

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }

  override render(): ReactNode {
    return this.state.error === undefined ? this.props.children : <BrokenPage error={this.state.error} />;
  }
}
