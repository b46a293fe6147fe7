// Staff at the terminal: a badge, and what is done under it.

import * as api from "./api.js";
import { doorScreen, reasonScreen } from "./emergency.js";
import { endedScreen, goingScreen, roundScreen } from "./round.js";
import { badgeScreen, momentScreen, secondScreen, slipScreen } from "./screens.js";
import { toLoadScreen } from "./to-load.js";
import { waitingScreen } from "./waiting.js";

const PASSES = ["busy", "wait"];

/** `go` shows a screen, `openVisit` begins a visit and shows it, `refuse` says why not, `home` is the first screen. */
export class Staff {
  constructor({ go, openVisit, refuse, home }) {
    this.go = go;
    this.openVisit = openVisit;
    this.refuse = refuse;
    this.home = home;
    this.forget();
  }

  /** Whoever comes next shows a badge of their own. */
  forget() {
    this.badge = null;
    this.awaiting = null;  // what is done with the next badge that is shown
  }

  /** A badge is held to the scanner. */
  async shown({ authority, holder = "staff-1" }) {
    this.badge = { authority, holder };
    if (this.awaiting === null) this.askSlip(); else await this.together(this.awaiting);
  }

  askBadge() { this.go(() => badgeScreen({ onBack: this.home })); }

  askSlip() {
    this.go(() => slipScreen({
      authority: this.badge.authority,
      onToLoad: () => this.askToLoad(),
      onRetrieve: () => this.askWaiting(),
      onRound: () => this.askRound(),
      onEmergency: () => this.askReason(),
      onBack: this.home,
    }));
  }

  load(name) { return this.together((given) => api.load(name, given)); }

  /** A screen of what lockerd knows at this moment; refused, it may be asked again. */
  async askFor(what, screen, again) {
    const still = this.go(momentScreen);
    try {
      const found = await what();
      if (still()) this.go(() => screen(found));  // else the list would stand there for whoever comes next
    } catch (refused) {
      if (still()) this.refuse(refused, again);
    }
  }

  /** What waits for the office of the badge; asked anew each time. */
  askWaiting() {
    const screen = (doors) => waitingScreen({ doors, onChoose: (id) => this.look(id), onBack: () => this.askSlip() });
    return this.askFor(() => api.waiting(this.badge), screen, () => this.askWaiting());
  }

  /** What it has to put in, first what somebody asks for who stands here. */
  askToLoad() {
    const screen = (orders) => toLoadScreen({ orders, onChoose: (name) => this.load(name), onBack: () => this.askSlip() });
    return this.askFor(() => api.toLoad(this.badge), screen, () => this.askToLoad());
  }

  async look(id) {
    try {
      await this.openVisit(() => api.retrieve(id, this.badge));
    } catch (refused) {
      this.refuse(refused, () => this.askWaiting());
    }
  }

  /** In an emergency two people have a door opened that does not wait for staff. */
  askReason() { this.go(() => reasonScreen({ onChoose: (reason) => this.askDoor(reason), onBack: () => this.askSlip() })); }

  askDoor(reason) {
    const open = (id) => this.together((given) => api.emergency(id, reason, given));
    return this.askFor(api.wall, (doors) => doorScreen({ doors, reason, onChoose: open, onBack: () => this.askReason() }), () => this.askReason());
  }

  /** From door to door: begin, or go on with the round of this office that was broken off. */
  async askRound() {
    const still = this.go(momentScreen);
    try {
      const round = await api.round(this.badge);
      if (still()) this.go(() => goingScreen({ round, onNext: () => this.nextDoor(round.kind), onEnd: () => this.endRound(), onBack: () => this.askSlip() }));
    } catch (refused) {
      if (!still()) return undefined;
      if (refused.code !== "no_round") return this.refuse(refused, () => this.askRound());
      this.go(() => roundScreen({ onChoose: (kind, scope) => this.nextDoor(kind, scope), onBack: () => this.askSlip() }));
    }
    return undefined;
  }

  /** The next door of a round; after a reload of the page the badge is shown once more. */
  nextDoor(kind, scope = undefined) {
    const action = (given) => api.nextDoor({ kind, scope }, given);
    if (this.badge !== null) return this.together(action);
    this.awaiting = action;
    return this.askBadge();
  }

  endRound() { return this.askFor(() => api.endRound(this.badge), (round) => endedScreen({ round, onHome: this.home }), () => this.askRound()); }

  /** Something is done under a badge; where two people do that, the other one's badge is asked for. */
  async together(action) {
    try {
      await this.openVisit(() => action(this.badge));
      this.awaiting = null;
    } catch (refused) {
      if (refused.code !== "second_badge_needed") return this.refuse(refused, () => (PASSES.includes(refused.code) ? this.together(action) : this.retry()));
      this.awaiting = action;
      return this.go(() => secondScreen({ note: refused.text, german: refused.german, onBack: this.home }));
    }
    return undefined;
  }

  /** Under this badge it is refused: another one may be shown, or something else is done. */
  retry() {
    this.awaiting = null;
    this.askSlip();
  }
}
