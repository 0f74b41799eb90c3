import Feed
import Telemetry

/// What is asked: at once where nobody needs to be waited for, else by a task that posts the answer.
extension ServerLoop {
    func answer(_ request: Request, to connection: ServerConnection, oneway: Bool) {
        let id = connection.id
        let author = connection.author
        func now(_ message: [UInt8]) { if !oneway { connection.output.append(message) } }
        func later(_ work: @escaping @Sendable (Mailbox, any EngineService) async -> Void) {
            connection.state = .answering(oneway: oneway)
            Task { [mailbox, service] in await work(mailbox, service) }
        }
        switch request {
        case .information: now(Answers.information(version: version))
        case .description(let interface): now(Answers.description(interface: interface))
        case .attachByVersion(let front): now(ServiceError.versionMismatch(engine: version, front: front).message())
        case .negotiate(let asked): now(welcome(asked).message)
        case .attach(let asked) where !welcome(asked).isAgreed: now(welcome(asked).message)
        case .attach where viewers >= Seats.viewers: now(ServiceError.refused(.tooManyFronts(Seats.viewers)).message())
        case .attach(let asked):
            now(welcome(asked, continues: true).message)
            later { mailbox, service in
                let updates = await service.snapshot { mailbox.post(.joined(id, alarms: $0)) }
                // Made here and not on the server's thread: nobody else shall wait for a large site.
                mailbox.post(.state(for: id, messages: await Answers.state(updates)))
            }
            connection.state = .attaching
            countViewers(+1)
        case .status: later { mailbox, service in mailbox.post(.reply(to: id, message: Answers.status(await service.status()))) }
        case .hosts:
            later { mailbox, service in
                let (site, hosts) = await service.hosts()
                mailbox.post(.reply(to: id, message: Answers.hosts(site, hosts)))
            }
        case .hostsAt(let moment, let hosts):
            later { mailbox, service in
                let message: [UInt8]
                do throws(CommandRefusal) {
                    message = Answers.past(try await service.hosts(hosts, at: moment))
                } catch {
                    message = Answers.done(error)
                }
                mailbox.post(.reply(to: id, message: message))
            }
        case .alarmsAt(let moment, let limit):
            later { mailbox, service in
                let message: [UInt8]
                do throws(CommandRefusal) {
                    message = Answers.alarms(try await service.alarms(at: moment, limit: limit))
                } catch {
                    message = Answers.done(error)
                }
                mailbox.post(.reply(to: id, message: message))
            }
        case .alarms: later { mailbox, service in mailbox.post(.reply(to: id, message: Answers.alarms(await service.alarms()))) }
        case .history(let since, let limit):
            later { mailbox, service in
                let message: [UInt8]
                do throws(CommandRefusal) {
                    message = Answers.alarms(try await service.history(since: since, limit: limit))
                } catch {
                    message = Answers.done(error)
                }
                mailbox.post(.reply(to: id, message: message))
            }
        case .series(let host, let first):
            later { mailbox, service in
                let series = await service.series(of: host, from: first, count: Bounds.series)
                mailbox.post(.reply(to: id, message: Reply.message { $0.put(series) }))
            }
        case .latest(let keys):
            later { mailbox, service in
                let points = await service.latest(keys)
                mailbox.post(.reply(to: id, message: Reply.message { $0.put(points) }))
            }
        case .span(let span):
            later { mailbox, service in
                let columns = await service.span(span)
                mailbox.post(.reply(to: id, message: Reply.message { $0.put(columns) }))
            }
        case .reveal(let user, let host, let reason):
            later { mailbox, service in
                let message: [UInt8]
                do throws(CommandRefusal) {
                    message = Answers.name(try await service.reveal(user, on: host, reason: reason, author: author))
                } catch {
                    message = Answers.done(error)
                }
                mailbox.post(.reply(to: id, message: message))
            }
        case .command(let command):
            later { mailbox, service in
                var refusal: CommandRefusal?
                do throws(CommandRefusal) { try await service.perform(command, author: author) } catch { refusal = error }
                mailbox.post(.reply(to: id, message: Answers.done(refusal)))
            }
        }
    }

    /// In which protocol we speak with somebody who offers these, or that there is none.
    private func welcome(_ asked: ClosedRange<Int>, continues: Bool = false) -> (message: [UInt8], isAgreed: Bool) {
        guard let number = LinkProtocol.agreed(asked, protocols) else {
            return (ServiceError.protocolMismatch(spoken: protocols, version: version).message(), false)
        }
        let welcome = Welcome(number: number, engine: engine, version: version)
        return (Reply.message(continues: continues) { $0.put("welcome", welcome) }, true)
    }
}
