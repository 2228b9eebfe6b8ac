using System.Text.RegularExpressions;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations.Configuration;
using Kiket.Portal.Organizations;
using Kiket.Portal.Secrets;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Installations;

/// <summary>
/// The secrets that an organization keeps for an extension that it publishes or has installed, whatever installation uses them. They are the
/// values of <c>scope: extension</c>. The command line pulls them, so this is the only place that gives a value back, and each such read is
/// in the audit log.
/// </summary>
public sealed partial class PublisherSecrets(UnitOfWork unit, IDbContextFactory<PortalDb> databases, ConfigurationStore store)
{
    /// <summary>As for secrets in forms.</summary>
    public const int MaxBytes = 8 * 1024;

    public static Error Absent(string key) =>
        Error.NotFound("secret_not_found", $"There is no secret “{Short(key)}” for this extension. List them without a key.");

    public Task<Result<IReadOnlyList<string>>> ListAsync(Guid organizationId, string extensionId, IActor actor, CancellationToken cancellationToken) =>
        unit.RunAsync(
            async work =>
            {
                if (!(await OwnerAsync(work.Db, organizationId, extensionId, actor, cancellationToken)).TryGet(out var owner, out var error))
                {
                    return error;
                }

                var keys = await ConfigurationStore.SharedSecretsAsync(work.Db, owner, cancellationToken);
                return Result.Of<IReadOnlyList<string>>([.. keys.Order(StringComparer.Ordinal)]);
            },
            cancellationToken);

    /// <summary>The value itself.</summary>
    public Task<Result<SecretText>> ReadAsync(Guid organizationId, string extensionId, string key, IActor actor, CancellationToken cancellationToken) =>
        unit.RunAsync<SecretText>(
            async work =>
            {
                if (!(await OwnerAsync(work.Db, organizationId, extensionId, actor, cancellationToken)).TryGet(out var owner, out var error))
                {
                    return error;
                }

                if (await store.RevealSharedAsync(work.Db, owner, key, cancellationToken) is not { } value)
                {
                    return Absent(key);
                }

                Audit(work, actor, "extension_secret.read", organizationId, extensionId, key);
                return value;
            },
            cancellationToken);

    /// <summary>Stores a value.</summary>
    /// <param name="isNew">Whether the key must not be there yet, or must be there.</param>
    public Task<Result> WriteAsync(
        Guid organizationId, string extensionId, string key, string value, bool isNew, IActor actor, CancellationToken cancellationToken) => unit.RunAsync(
        async work =>
        {
            if (!(await OwnerAsync(work.Db, organizationId, extensionId, actor, cancellationToken)).TryGet(out var owner, out var error))
            {
                return error;
            }

            if ((KeyProblem(key) ?? ValueProblem(value)) is { } problem)
            {
                return problem;
            }

            var known = (await ConfigurationStore.SharedSecretsAsync(work.Db, owner, cancellationToken)).Contains(key, StringComparer.Ordinal);
            if (known == isNew)
            {
                return isNew ? Error.Field("key", "secret_exists", $"There is a secret “{key}” already. Change it with PATCH.") : Absent(key);
            }

            await store.SetSharedAsync(work.Db, owner, key, new SecretText(value), actor.Name, work.Now, cancellationToken);
            Audit(work, actor, isNew ? "extension_secret.added" : "extension_secret.changed", organizationId, extensionId, key);
            return Result.Success();
        },
        cancellationToken);

    /// <summary>How many secrets the organization has stored, for all its extensions and installations. The caller must check the membership.</summary>
    public async Task<int> CountAsync(Guid organizationId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await ConfigurationStore.CountSecretsAsync(db, organizationId, cancellationToken);
    }

    /// <summary>The publisher's value behind a manifest's <c>env.NAME</c>; null when there is none.</summary>
    public async Task<SecretText?> FindAsync(PortalDb db, Extension extension, string? reference, CancellationToken cancellationToken) =>
        reference is { Length: > 4 } && reference.StartsWith("env", StringComparison.Ordinal) && reference[3] is '.' or ':'
            ? await store.RevealSharedAsync(db, new ConfigurationOwner(Guid.Empty, extension.OrganizationId, extension.Id), reference[4..], cancellationToken)
            : null;

    /// <summary>The organization's own values of an extension that it publishes or runs. Any other extension looks like none.</summary>
    private static async Task<Result<ConfigurationOwner>> OwnerAsync(
        PortalDb db, Guid organizationId, string extensionId, IActor actor, CancellationToken cancellationToken)
    {
        var member = await OrganizationAccess.RequireAsync(db, organizationId.ToString(), actor.UserId, OrganizationRole.Admin, cancellationToken);
        if (!member.TryGet(out _, out var error))
        {
            return error;
        }

        var id = Extension.Normalize(extensionId.Trim());
        var key = await db.Set<Extension>()
            .Where(extension => extension.NormalizedId == id
                && (extension.OrganizationId == organizationId
                    || db.Set<Installation>().Any(installation => installation.ExtensionKey == extension.Id
                        && installation.OrganizationId == organizationId
                        && installation.State != InstallationState.Uninstalled)))
            .OrderBy(extension => extension.CreatedAt)
            .Select(extension => (Guid?)extension.Id)
            .FirstOrDefaultAsync(cancellationToken);
        return key is { } found
            ? new ConfigurationOwner(Guid.Empty, organizationId, found)
            : Error.NotFound("extension_not_found", $"Your organization neither publishes nor runs an extension “{Short(extensionId)}”. Check the id.");
    }

    private static void Audit(Work work, IActor actor, string action, Guid organizationId, string extensionId, string key) =>
        work.Audit(actor, action, new AuditSubject("extension", extensionId), organizationId, after: new { key });

    private static Error? KeyProblem(string key) => KeyForm().IsMatch(key)
        ? null
        : Error.Field("key", "secret_key_invalid", "A key has up to 64 letters, digits and underscores, and begins with a letter.");

    private static Error? ValueProblem(string value)
    {
        if (value.Length == 0)
        {
            return Error.Field("value", "secret_value_missing", "Send the value of the secret.");
        }

        return System.Text.Encoding.UTF8.GetByteCount(value) > MaxBytes
            ? Error.Field("value", "secret_too_large", "A secret has at most 8 KiB.")
            : null;
    }

    private static string Short(string text) => text.Length > 60 ? text[..60] + "…" : text;

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_]{0,63}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex KeyForm();
}
