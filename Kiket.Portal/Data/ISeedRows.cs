namespace Kiket.Portal.Data;

/// <summary>
/// Rows that a new portal starts with and that operators manage from then on. They are written once, when their table is
/// empty, and never by a migration, which would change rows that an operator has edited.
/// </summary>
public interface ISeedRows
{
    /// <summary>Adds the rows to <paramref name="db"/> when the table is empty; the caller saves.</summary>
    Task AddAsync(PortalDb db, CancellationToken cancellationToken);
}
