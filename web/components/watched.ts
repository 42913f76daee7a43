import { Component, createRef, type RefObject } from "preact";
import type { Subject } from "../tracker/tracker";
import type { Doings } from "./tile";

interface WatchedProps {
  doings: Doings;
}

/** A component whose element the tracker watches, as long as it is in the document. */
export abstract class Watched<P extends WatchedProps, S = object> extends Component<P, S> {
  protected readonly element: RefObject<HTMLElement> = createRef();

  protected abstract subject(): Subject;

  override componentDidMount(): void {
    this.componentDidUpdate();
  }

  override componentDidUpdate(): void {
    const element = this.element.current;
    if (element) this.props.doings.session.tracker?.observe(element, this.subject());
  }
}
