using Kiket.Portal.Foundation;

namespace Kiket.Portal.Data;

/// <summary>The database contains migrations that this portal doesn't know.</summary>
public sealed class UnknownDatabaseException() : CannotStartException(
    "Another version of the portal created this database, and it can't be upgraded. Start with an empty database, or with that version.");
