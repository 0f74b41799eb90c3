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
        case .attach(let front) where front != version: now(ServiceError.versionMismatch(engine: version, front: front).message())
        case .attach where viewers >= Seats.viewers: now(ServiceError.refused(.tooManyFronts(Seats.viewers)).message())
        case .attach:
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
        case .alarms: later { mailbox, service in mailbox.post(.reply(to: id, message: Answers.alarms(await service.alarms()))) }
        case .history(let since, let limit):
            later { mailbox, service in
                let found = await service.history(since: since, limit: limit)
                mailbox.post(.reply(to: id, message: Answers.alarms(found)))
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
}
