using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Organizations;

/// <summary>A Kiket tenant: it can publish extensions and install them. Its slug also names its private registry.</summary>
public sealed class Organization : VersionedEntity
{
    public const int MaxName = 80;

    private Organization()
    {
    }

    public Guid Id { get; private set; }

    /// <summary>Lower-case name in addresses and in the API; never changes, so links keep working.</summary>
    public string Slug { get; private set; } = "";

    public string Name { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>What it keeps of its prices, in hundredths of a percent; see <see cref="Share"/>.</summary>
    public int PublisherShareBasisPoints { get; private set; } = PublisherShare.Default.BasisPoints;

    public PublisherShare Share => new(PublisherShareBasisPoints);

    /// <summary>
    /// Raised by every change of membership, so that two such changes at once cannot both pass a rule. Not a
    /// time: two changes may fall on one tick.
    /// </summary>
    public int MemberChanges { get; private set; }

    /// <param name="isPlatform">The platform's own people may use the platform's own names.</param>
    public static Result<Organization> Create(string slug, string name, DateTimeOffset now, bool isPlatform = false)
    {
        var trimmed = name.Trim();
        if ((OrganizationSlug.Problem(slug, isPlatform) ?? NameProblem(trimmed, isPlatform)) is { } problem)
        {
            return problem;
        }

        return new Organization
        {
            Id = Guid.CreateVersion7(now),
            Slug = slug,
            Name = trimmed,
            CreatedAt = now,
        };
    }

    /// <summary>Takes over what was agreed with the organization; prices that customers already pay do not change by it.</summary>
    public Result AgreeShare(PublisherShare share)
    {
        if (share.BasisPoints is < 0 or > PublisherShare.Whole)
        {
            return Error.Field("share", "share_invalid", "The publisher's share is between 0 and 100 %.");
        }

        PublisherShareBasisPoints = share.BasisPoints;
        return Result.Success();
    }

    private static Error? NameProblem(string name, bool isPlatform)
    {
        if (NameText.Problem(name, "name", "organization_name_invalid", "The name", MaxName, "Give the organization a name.") is { } problem)
        {
            return problem;
        }

        return !isPlatform && ReservedNames.Problem(name) is { } reserved ? Error.Field("name", "organization_name_reserved", reserved) : null;
    }

    public void MembersChanged() => MemberChanges++;
}
