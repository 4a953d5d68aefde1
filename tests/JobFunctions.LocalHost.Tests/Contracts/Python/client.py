import sys

import requests
import time
from typing import Dict, Any, Optional

class JobManagementClient:
    def __init__(self, base_url: str, token: str):
        self.base_url = base_url
        self.headers = {"Authorization": f"Bearer {token}"}
    
    def submit_job(self, name: str, config: Dict[str, Any], priority: int = 2) -> str:
        """Submit a new job and return job ID."""
        response = requests.post(
            f"{self.base_url}/jobs/submit",
            json={
                "name": name,
                "config": config,
                "priority": priority
            },
            headers=self.headers
        )
        response.raise_for_status()
        return response.json()["job_id"]
    
    def wait_for_job_completion(self, job_id: str, timeout: int = 3600) -> Dict[str, Any]:
        """Wait for job to complete and return final status."""
        start_time = time.time()
        
        while time.time() - start_time < timeout:
            job = self.get_job(job_id)
            
            if job["status"] in ["completed", "failed", "cancelled"]:
                return job
            
            print(f"Job {job_id}: {job['status']} - {job['progress']}% - {job['message']}")
            time.sleep(10)  # Check every 10 seconds
        
        raise TimeoutError(f"Job {job_id} did not complete within {timeout} seconds")
    
    def get_job(self, job_id: str) -> Dict[str, Any]:
        """Get job details."""
        response = requests.get(
            f"{self.base_url}/jobs/{job_id}",
            headers=self.headers
        )
        response.raise_for_status()
        return response.json()
    
    def list_jobs(self, status: Optional[str] = None, limit: Optional[int] = None) -> list:
        """List jobs with optional filtering."""
        params = {}
        if status:
            params["status"] = status
        if limit:
            params["limit"] = limit
        
        response = requests.get(
            f"{self.base_url}/jobs/list",
            params=params,
            headers=self.headers
        )
        response.raise_for_status()
        return response.json()
    
    def cancel_job(self, job_id: str) -> bool:
        """Cancel a job."""
        response = requests.post(
            f"{self.base_url}/jobs/{job_id}/cancel",
            headers=self.headers
        )
        response.raise_for_status()
        return response.json()["success"]
    
    def delete_job(self, job_id: str) -> bool:
        """Delete a job."""
        response = requests.delete(
            f"{self.base_url}/jobs/{job_id}",
            headers=self.headers
        )
        response.raise_for_status()
        return response.json()["success"]
    
    def get_queue_stats(self) -> Dict[str, Any]:
        """Get queue statistics."""
        response = requests.get(
            f"{self.base_url}/jobs/stats",
            headers=self.headers
        )
        response.raise_for_status()
        return response.json()

# Usage example
def main():
    client = JobManagementClient(sys.argv[1], "your-jwt-token")
    
    # Submit a high-priority job
    config = {
        "mappings": [
            {
                "file1_col": "name",
                "file2_col": "full_name",
                "match_type": "fuzzy",
                "use_normalization": True,
                "weight": 1.0
            }
        ],
        "output_cols1": ["name", "email"],
        "output_cols2": ["full_name", "phone"],
        "threshold": 80,
        "generate_unmatched": True
    }
    
    job_id = client.submit_job(
        name="Urgent Customer Matching",
        config=config,
        priority=3  # High priority
    )
    
    print(f"Submitted job: {job_id}")
    
    # Wait for completion
    try:
        final_job = client.wait_for_job_completion(job_id)
        
        if final_job["status"] == "completed":
            print("Job completed successfully!")
            print(f"Result files: {final_job['result_files']}")
        else:
            print(f"Job failed: {final_job['error_message']}")
    
    except TimeoutError as e:
        print(f"Job timed out: {e}")
        # Optionally cancel the job
        client.cancel_job(job_id)

if __name__ == "__main__":
    main()
