using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Billing.Invoices;

/// <param name="Name">Empty for the organization's own.</param>
public sealed record BillingProfileInput(string Name, string Address, string TaxNumber);

/// <summary>An organization says how it is addressed on its invoices. Those that are written stay as they are.</summary>
public sealed class ChangeBillingProfile(UnitOfWork unit)
{
    /// <param name="organization">Slug or id.</param>
    public Task<Result> RunAsync(string organization, BillingProfileInput input, Actor actor, CancellationToken cancellationToken) =>
        unit.RunAsync(
            async work =>
            {
                var access = await OrganizationAccess.RequireAsync(work.Db, organization, actor.UserId, OrganizationRole.Admin, cancellationToken);
                if (!access.TryGet(out var member, out var error))
                {
                    return error;
                }

                var (name, address, tax) = (input.Name.Trim(), Lines(input.Address), input.TaxNumber.Trim());
                if (Problem(name, address, tax) is { } problem)
                {
                    return problem;
                }

                var profile = await OpenAsync(work, member.OrganizationId, cancellationToken);
                var before = new { profile.Name, profile.Address, profile.TaxNumber };
                profile.Change(name, address, tax);
                work.Audit(
                    actor, "billing.profile_changed", new AuditSubject("organization", member.Slug), member.OrganizationId, before,
                    new { profile.Name, profile.Address, profile.TaxNumber });
                return Result.Success();
            },
            cancellationToken);

    /// <summary>An operator sets the rate at which an organization's invoices are taxed.</summary>
    public Task<Result> TaxAsync(Guid organizationId, int basisPoints, Actor actor, CancellationToken cancellationToken) => RateAsync(
        organizationId, basisPoints, actor, ("tax_bps", "tax_invalid", "billing.tax_set"), profile => profile.TaxBasisPoints,
        profile => profile.Tax(basisPoints), cancellationToken);

    /// <summary>An operator sets what is kept back of a publisher's shares as tax, from the next payment on.</summary>
    public Task<Result> WithholdAsync(Guid organizationId, int basisPoints, Actor actor, CancellationToken cancellationToken) => RateAsync(
        organizationId, basisPoints, actor, ("withholding_bps", "withholding_invalid", "billing.withholding_set"), profile => profile.WithholdingBasisPoints,
        profile => profile.Withhold(basisPoints), cancellationToken);

    private Task<Result> RateAsync(
        Guid organizationId,
        int basisPoints,
        Actor actor,
        (string Field, string Code, string Action) names,
        Func<BillingProfile, int> read,
        Action<BillingProfile> set,
        CancellationToken cancellationToken) => unit.RunAsync(
        async work =>
        {
            var access = await PlatformAccess.RequireOperatorAsync(work.Db, actor.UserId, cancellationToken);
            if (!access.Succeeded)
            {
                return access.Error;
            }

            if (basisPoints is < 0 or > Shares.Whole)
            {
                return Error.Field(names.Field, names.Code, "A tax rate is between 0 and 10,000 hundredths of a percent.");
            }

            var profile = await OpenAsync(work, organizationId, cancellationToken);
            var before = new { BasisPoints = read(profile) };
            set(profile);
            work.Audit(
                actor, names.Action, new AuditSubject("organization", organizationId), organizationId, before, new { BasisPoints = read(profile) });
            return Result.Success();
        },
        cancellationToken);

    private static async Task<BillingProfile> OpenAsync(Work work, Guid organizationId, CancellationToken cancellationToken)
    {
        if (await work.Db.Set<BillingProfile>().SingleOrDefaultAsync(known => known.OrganizationId == organizationId, cancellationToken) is { } profile)
        {
            return profile;
        }

        profile = BillingProfile.Of(organizationId);
        work.Db.Add(profile);
        return profile;
    }

    private static Error? Problem(string name, string address, string tax)
    {
        if (name.Length > Organization.MaxName || name.Any(char.IsControl))
        {
            return Error.Field("name", "billing_name_invalid", $"A billing name has at most {Organization.MaxName} characters, in one line.");
        }

        if (address.Length > Invoice.MaxAddress || address.Any(letter => char.IsControl(letter) && letter != '\n'))
        {
            return Error.Field("address", "billing_address_invalid", $"A billing address has at most {Invoice.MaxAddress} characters.");
        }

        return tax.Length > Invoice.MaxTaxNumber || tax.Any(char.IsControl)
            ? Error.Field("tax_number", "tax_number_invalid", $"A tax number has at most {Invoice.MaxTaxNumber} characters, in one line.")
            : null;
    }

    private static string Lines(string text) => text.Trim().ReplaceLineEndings("\n");
}
