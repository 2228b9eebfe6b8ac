using Kiket.Portal.Billing.Amounts;
using Kiket.Portal.Billing.Terms;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Billing.Invoices;

/// <summary>Writes the drafts of some organizations for a month, inside the caller's transaction.</summary>
public sealed class DraftInvoices(IHostingPeriods hosting, IOptions<BillingOptions> options, IOptions<IssuerOptions> issuer)
{
    public async Task RunAsync(PortalDb db, IReadOnlyList<Guid> organizations, BillingMonth month, CancellationToken cancellationToken)
    {
        var facts = await MonthFacts.ReadAsync(db, organizations, month, hosting, options.Value.DefaultShareBps, cancellationToken);
        var parties = await PartiesAsync(db, organizations, cancellationToken);
        var from = new BilledParty(issuer.Value.Name ?? "", issuer.Value.Address ?? "", issuer.Value.TaxNumber ?? "");
        var ids = new OrderedIds();
        var (invoices, lines, shares) = (new List<Invoice>(), new List<InvoiceLine>(), new List<LineShare>());
        foreach (var organization in organizations)
        {
            var drafts = WriteLines.For(organization, facts);
            if (drafts.Count == 0)
            {
                continue;
            }

            var (party, net) = (parties[organization], drafts.Sum(line => line.GrossCents));
            var tax = Charge.OfTax(net, party.TaxBasisPoints);
            var taxes = Allocation.Of(tax, [.. drafts.Select(line => line.GrossCents)]);
            var invoice = Invoice.Draft(organization, month, party, from, net, tax);
            invoices.Add(invoice);
            foreach (var (index, draft) in drafts.Index())
            {
                var line = InvoiceLine.Of(invoice.Id, index + 1, draft, taxes[index], ids.Next());
                lines.Add(line);
                shares.AddRange(draft.Shares.Select(part => LineShare.Of(line.Id, part)));
            }
        }

        await InsertRows.RunAsync(db, invoices, cancellationToken);
        await InsertRows.RunAsync(db, lines, cancellationToken);
        await InsertRows.RunAsync(db, shares, cancellationToken);
    }

    private static async Task<IReadOnlyDictionary<Guid, BilledParty>> PartiesAsync(
        PortalDb db, IReadOnlyList<Guid> organizations, CancellationToken cancellationToken)
    {
        var ids = organizations.ToList();
        var names = await db.Set<Organization>()
            .Where(organization => EF.Parameter(ids).Contains(organization.Id))
            .Select(organization => new { organization.Id, organization.Name })
            .ToListAsync(cancellationToken);
        var profiles = await db.Set<BillingProfile>().AsNoTracking()
            .Where(profile => EF.Parameter(ids).Contains(profile.OrganizationId))
            .ToDictionaryAsync(profile => profile.OrganizationId, cancellationToken);
        return names.ToDictionary(
            organization => organization.Id,
            organization => profiles.TryGetValue(organization.Id, out var profile)
                ? new BilledParty(
                    profile.Name.Length > 0 ? profile.Name : organization.Name, profile.Address, profile.TaxNumber, profile.TaxBasisPoints)
                : new BilledParty(organization.Name, "", ""));
    }
}
