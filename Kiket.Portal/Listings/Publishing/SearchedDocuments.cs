using Kiket.Portal.Data;
using Kiket.Portal.Documentation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Listings.Publishing;

/// <summary>The documents whose words a search finds.</summary>
public static class SearchedDocuments
{
    public static async Task<string> TextAsync(PortalDb db, Guid? documentSetId, CancellationToken cancellationToken)
    {
        if (documentSetId is null)
        {
            return "";
        }

        var texts = await db.Set<DocumentPage>()
            .Where(page => page.DocumentSetId == documentSetId && (page.Tab == DocumentTab.Overview || page.Tab == DocumentTab.GettingStarted))
            .Select(page => page.PlainText)
            .ToListAsync(cancellationToken);
        return string.Join('\n', texts);
    }
}
