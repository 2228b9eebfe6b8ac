using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Organizations;

/// <summary>A Kiket tenant. It can publish and install extensions. Its slug is also the name of its private registry.</summary>
public sealed class Organization : VersionedEntity
{
    public const int MaxName = 80;
    public const int MaxSuspensionReason = 500;

    private Organization()
    {
    }

    public Guid Id { get; private set; }

    /// <summary>Lower-case name in addresses and in the API; never changes, so links keep working.</summary>
    public string Slug { get; private set; } = "";

    public string Name { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Its website, as its people wrote it, for its publisher's page; null for none. Nobody checks that it is theirs.</summary>
    public string? Website { get; private set; }

    /// <summary>Only loaded when needed; a query reads it without loading.</summary>
    public OrganizationNumber? Numbered { get; private set; }

    /// <summary>
    /// Raised by every change of membership, so that two simultaneous changes can't both pass a rule. Not a time, because two
    /// changes can happen in the same tick.
    /// </summary>
    public int MemberChanges { get; private set; }

    /// <summary>When it will be deleted, unless an Owner keeps it; null when nobody asked for that.</summary>
    public DateTimeOffset? DeletesAt { get; private set; }

    /// <summary>Since then nobody acts for it. Its row stays, because invoices, statements and audit logs refer to it.</summary>
    public DateTimeOffset? DeletedAt { get; private set; }

    /// <summary>Who asked for the deletion.</summary>
    public Guid? DeletionBy { get; private set; }

    public string? DeletionByName { get; private set; }

    /// <summary>Since when an operator lets it publish nothing; null while it may.</summary>
    public DateTimeOffset? SuspendedAt { get; private set; }

    /// <summary>Why, as its members read it.</summary>
    public string? SuspendedFor { get; private set; }

    /// <param name="isPlatform">Whether the platform's own names are allowed, for its own people.</param>
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
            Numbered = new OrganizationNumber(),
        };
    }

    /// <summary>Sets the website, or removes it when empty.</summary>
    public Result SetWebsite(string website)
    {
        var text = website.Trim();
        if (text.Length > 0 && (WebLink.Problem(text) ?? (HostName.Of(new Uri(text)) is null ? "has a host that isn't one" : null)) is { } problem)
        {
            return Error.Field("website", "website_invalid", $"The website {problem}. Write an address such as https://example.com, or leave it empty.");
        }

        Website = text.Length > 0 ? text : null;
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

    internal Result PlanDeletion(IActor by, DateTimeOffset at)
    {
        if (DeletesAt is not null)
        {
            return Error.Conflict("deletion_planned", $"{DeletionByName} has already asked to delete {Name}. Reload the page.");
        }

        (DeletesAt, DeletionBy, DeletionByName) = (at, by.UserId, by.Name);
        return Result.Success();
    }

    internal Result Keep()
    {
        if (DeletesAt is null)
        {
            return Error.Conflict("deletion_not_planned", $"Nobody asks to delete {Name} any more. Reload the page.");
        }

        (DeletesAt, DeletionBy, DeletionByName) = (null, null, null);
        return Result.Success();
    }

    /// <summary>It publishes nothing from now on, until <see cref="Resume"/>.</summary>
    public Result Suspend(string reason, DateTimeOffset now)
    {
        if (DeletedAt is not null)
        {
            return Error.Conflict("organization_deleted", $"{Name} was deleted, so there is nothing to suspend.");
        }

        if (SuspendedAt is not null)
        {
            return Error.Conflict("organization_suspended", $"{Name} is already suspended: {SuspendedFor}");
        }

        (SuspendedAt, SuspendedFor) = (now, reason);
        return Result.Success();
    }

    public Result Resume()
    {
        if (SuspendedAt is null)
        {
            return Error.Conflict("organization_not_suspended", $"{Name} isn't suspended, so there is nothing to restore. Reload the page.");
        }

        (SuspendedAt, SuspendedFor) = (null, null);
        return Result.Success();
    }

    internal void Delete(DateTimeOffset now) => DeletedAt = now;
}
