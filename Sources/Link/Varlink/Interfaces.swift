/// The interfaces that the engine speaks, by their descriptions as they stand in the `.varlink` files beside this code.
enum Interface: String, CaseIterable {
    case service = "org.varlink.service"
    case engine = "org.warte.engine"

    var description: String {
        switch self {
        case .service: String(decoding: PackageResources.org_varlink_service_varlink, as: UTF8.self)
        case .engine: String(decoding: PackageResources.org_warte_engine_varlink, as: UTF8.self)
        }
    }
}
