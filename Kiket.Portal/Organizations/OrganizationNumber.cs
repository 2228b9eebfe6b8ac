namespace Kiket.Portal.Organizations;

/// <summary>
/// The organization's whole number beside its key. Runtime tokens carry it as <c>org_id</c>, because SDKs drop any other kind of id
/// without a word. The database counts it, once.
/// </summary>
public sealed class OrganizationNumber
{
    public long Number { get; private set; }

    public Guid OrganizationId { get; private set; }
}
